# pppoe-vlan-hex
# internet.pppoe.password
:local internetPppoePassword ""
:if ($internetPppoePassword = "") do={ :error "Fill in internet.pppoe.password at the top of this script." }
/ipv6 firewall filter add chain=input action=accept protocol=udp dst-port=33434-33534 comment=firsthop:in6-trace place-before=[find chain=input action=accept comment="defconf: accept UDP traceroute"]
/ipv6 firewall filter set [find chain=input action=accept comment="defconf: accept UDP traceroute"] disabled=yes
/interface vlan add name=wan-vlan7 interface=ether1 vlan-id=7 comment=firsthop:wan-vlan
/interface list member add list=WAN interface=wan-vlan7 comment=firsthop:wan
/interface pppoe-client add name=pppoe-out1 interface=wan-vlan7 user=kunde@telefon.example password=$internetPppoePassword add-default-route=yes use-peer-dns=yes disabled=yes comment=firsthop:wan-pppoe
/interface list member add list=WAN interface=pppoe-out1 comment=firsthop:wan
/interface pppoe-client set [find name=pppoe-out1] disabled=no
/ip dhcp-client set [find interface=ether1] disabled=yes
/ip dhcp-server set [find name=defconf] lease-time=1d
/ip dhcp-server lease add server=defconf mac-address=48:8F:5A:0C:11:7E address=192.168.88.20 comment="firsthop:reservation Printer"
/system ntp client set enabled=yes servers=162.159.200.1,162.159.200.123,time.cloudflare.com
/ip service set [find name=telnet] disabled=yes
/ip service set [find name=ftp] disabled=yes
/ip service set [find name=api] disabled=yes
/ip ssh set strong-crypto=yes
/tool bandwidth-server set enabled=no
