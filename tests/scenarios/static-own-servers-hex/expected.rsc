# static-own-servers-hex
/ipv6 firewall filter add chain=input action=accept protocol=udp dst-port=33434-33534 comment=firsthop:in6-trace place-before=[find chain=input action=accept comment="defconf: accept UDP traceroute"]
/ipv6 firewall filter set [find chain=input action=accept comment="defconf: accept UDP traceroute"] disabled=yes
/ip address add address=198.51.100.10/29 interface=ether1 comment=firsthop:wan-address
/ip route add dst-address=0.0.0.0/0 gateway=198.51.100.9 comment=firsthop:wan-route
/ip dhcp-client set [find interface=ether1] disabled=yes
/ip dhcp-server set [find name=defconf] lease-time=30m
/system ntp client set enabled=yes servers=162.159.200.1,162.159.200.123,time.cloudflare.com
/ip dns set servers=9.9.9.9
/ip service set [find name=telnet] disabled=yes
/ip service set [find name=ftp] disabled=yes
/ip service set [find name=api] disabled=yes
/ip ssh set strong-crypto=yes
/tool bandwidth-server set enabled=no
