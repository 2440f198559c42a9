# lte-chateau
# internet.lte.pin
:local internetLtePin ""
:if ($internetLtePin = "") do={ :error "Fill in internet.lte.pin at the top of this script." }
/interface lte apn set [find name=default] use-peer-dns=no
/interface lte set [find name=lte1] pin=$internetLtePin
/system ntp client set enabled=yes servers=162.159.200.1,162.159.200.123,time.cloudflare.com
/ip dns set servers=9.9.9.9,149.112.112.112
/ip service set [find name=telnet] disabled=yes
/ip service set [find name=ftp] disabled=yes
/ip service set [find name=api] disabled=yes
/disk settings set auto-media-sharing=no auto-smb-sharing=no
/ip ssh set strong-crypto=yes
