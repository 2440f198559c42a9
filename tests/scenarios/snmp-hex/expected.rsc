# snmp-hex
# protection.snmp.authentication_password
:local protectionSnmpAuthenticationPassword ""
# protection.snmp.encryption_password
:local protectionSnmpEncryptionPassword ""
:if ($protectionSnmpAuthenticationPassword = "") do={ :error "Fill in protection.snmp.authentication_password at the top of this script." }
:if ($protectionSnmpEncryptionPassword = "") do={ :error "Fill in protection.snmp.encryption_password at the top of this script." }
/ipv6 firewall filter add chain=input action=accept protocol=udp dst-port=33434-33534 comment=firsthop:in6-trace place-before=[find chain=input action=accept comment="defconf: accept UDP traceroute"]
/ipv6 firewall filter set [find chain=input action=accept comment="defconf: accept UDP traceroute"] disabled=yes
/ip dhcp-server set [find name=defconf] lease-time=30m
/system ntp client set enabled=yes servers=162.159.200.1,162.159.200.123,time.cloudflare.com
/ip service set [find name=telnet] disabled=yes
/ip service set [find name=ftp] disabled=yes
/ip service set [find name=api] disabled=yes
/snmp community add name=watch addresses=192.168.88.5/32 security=private read-access=yes write-access=no authentication-protocol=SHA1 encryption-protocol=AES authentication-password=$protectionSnmpAuthenticationPassword encryption-password=$protectionSnmpEncryptionPassword comment=firsthop:snmp
/snmp community set [find name=public] disabled=yes
/snmp set enabled=yes
/ip ssh set strong-crypto=yes
/tool bandwidth-server set enabled=no
