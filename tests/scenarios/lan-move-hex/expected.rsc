# lan-move-hex
/ip dhcp-server set [find name=defconf] lease-time=2m
/ip address add address=10.0.5.1/24 interface=bridge comment=firsthop:home-address
/ip dns static set [find name="router.lan"] address=10.0.5.1
/ipv6 firewall filter add chain=input action=accept protocol=udp dst-port=33434-33534 comment=firsthop:in6-trace place-before=[find chain=input action=accept comment="defconf: accept UDP traceroute"]
/ipv6 firewall filter set [find chain=input action=accept comment="defconf: accept UDP traceroute"] disabled=yes
/ip address set [find address="192.168.88.1/24" interface=bridge] comment="firsthop:old-address defconf"
/system ntp client set enabled=yes servers=162.159.200.1,162.159.200.123,time.cloudflare.com
/ip service set [find name=telnet] disabled=yes
/ip service set [find name=ftp] disabled=yes
/ip service set [find name=api] disabled=yes
/ip ssh set strong-crypto=yes
/tool bandwidth-server set enabled=no
/ip dhcp-server network add address=10.0.5.0/24 gateway=10.0.5.1 dns-server=10.0.5.1 comment=firsthop:home-network
/ip pool set [find name=default-dhcp] ranges=10.0.5.10-10.0.5.254
