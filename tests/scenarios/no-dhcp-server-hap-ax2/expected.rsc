# no-dhcp-server-hap-ax2
/ip dhcp-server set [find name=defconf] disabled=yes
/system ntp client set enabled=yes servers=162.159.200.1,162.159.200.123,time.cloudflare.com
/ip service set [find name=telnet] disabled=yes
/ip service set [find name=ftp] disabled=yes
/ip service set [find name=api] disabled=yes
/disk settings set auto-media-sharing=no auto-smb-sharing=no
/ip ssh set strong-crypto=yes
