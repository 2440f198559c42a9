# doh-hap-ax2
/ip dhcp-client set [find interface=ether1] use-peer-dns=no
/system ntp client set enabled=yes servers=162.159.200.1,162.159.200.123,time.cloudflare.com
/certificate settings set builtin-trust-anchors=trusted
/ip dns set servers=1.1.1.2,1.0.0.2 use-doh-server=https://security.cloudflare-dns.com/dns-query verify-doh-cert=yes
/ip service set [find name=telnet] disabled=yes
/ip service set [find name=ftp] disabled=yes
/ip service set [find name=api] disabled=yes
/disk settings set auto-media-sharing=no auto-smb-sharing=no
/ip ssh set strong-crypto=yes
