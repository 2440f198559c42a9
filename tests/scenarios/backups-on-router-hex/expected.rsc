# backups-on-router-hex
/ipv6 firewall filter add chain=input action=accept protocol=udp dst-port=33434-33534 comment=firsthop:in6-trace place-before=[find chain=input action=accept comment="defconf: accept UDP traceroute"]
/ipv6 firewall filter set [find chain=input action=accept comment="defconf: accept UDP traceroute"] disabled=yes
/ip dhcp-server set [find name=defconf] lease-time=30m
/system ntp client set enabled=yes servers=162.159.200.1,162.159.200.123,time.cloudflare.com
/system script add name=firsthop-backup comment=firsthop:backup source=":local stem \"firsthop-copy\"\n:if ([:len [/file find name=\"flash\"]] != 0) do={ :set stem \"flash/firsthop-copy\" }\n:local place 4\n:local oldest 1\n:if ([:len [/file find name=\"\$stem-3.backup\"]] = 0) do={ :set place 3; :set oldest 4 }\n:if ([:len [/file find name=\"\$stem-2.backup\"]] = 0) do={ :set place 2; :set oldest 3 }\n:if ([:len [/file find name=\"\$stem-1.backup\"]] = 0) do={ :set place 1; :set oldest 2 }\n:if ([/system resource get free-hdd-space] < 524288) do={\n:log warning \"FirstHop: there is no room for a copy of the settings\"\n} else={\n/system backup save name=\"\$stem-\$place\" dont-encrypt=yes\n/file remove [find name=\"\$stem-\$oldest.backup\"]\n}" policy=ftp,read,write,policy,test,password,sensitive
/system scheduler add name=firsthop-backup interval=1d on-event=firsthop-backup policy=ftp,read,write,policy,test,password,sensitive comment=firsthop:backup
/ip service set [find name=telnet] disabled=yes
/ip service set [find name=ftp] disabled=yes
/ip service set [find name=api] disabled=yes
/ip ssh set strong-crypto=yes
/tool bandwidth-server set enabled=no
