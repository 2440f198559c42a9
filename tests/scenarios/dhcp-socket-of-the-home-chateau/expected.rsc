# dhcp-socket-of-the-home-chateau
/interface list member add list=WAN interface=ether1 comment=firsthop:wan
/interface bridge port set [find interface=ether1] disabled=yes comment="firsthop:left-home defconf"
/ip dhcp-client add interface=ether1 add-default-route=yes use-peer-dns=yes disabled=no comment=firsthop:wan-dhcp
/interface lte set [find name=lte1] disabled=yes
/system ntp client set enabled=yes servers=162.159.200.1,162.159.200.123,time.cloudflare.com
/ip service set [find name=telnet] disabled=yes
/ip service set [find name=ftp] disabled=yes
/ip service set [find name=api] disabled=yes
/disk settings set auto-media-sharing=no auto-smb-sharing=no
/ip ssh set strong-crypto=yes
