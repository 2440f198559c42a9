# lte-apn-login-chateau
# internet.lte.password
:local internetLtePassword ""
:if ($internetLtePassword = "") do={ :error "Fill in internet.lte.password at the top of this script." }
/interface lte apn add name=firsthop-apn1 apn=corp.example authentication=chap user=anna@corp.example password=$internetLtePassword add-default-route=yes use-peer-dns=yes use-network-apn=no comment=firsthop:apn
/interface lte set [find name=lte1] apn-profiles=firsthop-apn1 allow-roaming=yes
/system ntp client set enabled=yes servers=162.159.200.1,162.159.200.123,time.cloudflare.com
/ip service set [find name=telnet] disabled=yes
/ip service set [find name=ftp] disabled=yes
/ip service set [find name=api] disabled=yes
/disk settings set auto-media-sharing=no auto-smb-sharing=no
/ip ssh set strong-crypto=yes
