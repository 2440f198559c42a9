# pppoe-vlan-mtu-hap-ax2
# internet.pppoe.password
:local internetPppoePassword ""
:if ($internetPppoePassword = "") do={ :error "Fill in internet.pppoe.password at the top of this script." }
/interface ethernet set [find default-name=ether1] mtu=1508
/interface vlan add name=wan-vlan7 interface=ether1 vlan-id=7 mtu=1508 comment=firsthop:wan-vlan
/interface list member add list=WAN interface=wan-vlan7 comment=firsthop:wan
/interface pppoe-client add name=pppoe-out1 interface=wan-vlan7 user=anna@isp.example password=$internetPppoePassword add-default-route=yes use-peer-dns=yes disabled=yes max-mtu=1500 max-mru=1500 comment=firsthop:wan-pppoe
/interface list member add list=WAN interface=pppoe-out1 comment=firsthop:wan
/interface pppoe-client set [find name=pppoe-out1] disabled=no
/ip dhcp-client set [find interface=ether1] disabled=yes
/system ntp client set enabled=yes servers=162.159.200.1,162.159.200.123,time.cloudflare.com
/ip service set [find name=telnet] disabled=yes
/ip service set [find name=ftp] disabled=yes
/ip service set [find name=api] disabled=yes
/disk settings set auto-media-sharing=no auto-smb-sharing=no
/ip ssh set strong-crypto=yes
