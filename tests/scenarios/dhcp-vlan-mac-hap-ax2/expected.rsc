# dhcp-vlan-mac-hap-ax2
/interface ethernet set [find default-name=ether1] mac-address=02:11:22:33:44:55
/interface vlan add name=wan-vlan10 interface=ether1 vlan-id=10 comment=firsthop:wan-vlan
/interface list member add list=WAN interface=wan-vlan10 comment=firsthop:wan
/ip dhcp-client add interface=wan-vlan10 add-default-route=yes use-peer-dns=yes disabled=no comment=firsthop:wan-dhcp
/ip dhcp-client set [find interface=ether1] disabled=yes
/system ntp client set enabled=yes servers=162.159.200.1,162.159.200.123,time.cloudflare.com
/ip service set [find name=telnet] disabled=yes
/ip service set [find name=ftp] disabled=yes
/ip service set [find name=api] disabled=yes
/disk settings set auto-media-sharing=no auto-smb-sharing=no
/ip ssh set strong-crypto=yes
