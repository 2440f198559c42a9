# strict-hap-ax2
/system ntp client set enabled=yes servers=162.159.200.1,162.159.200.123,time.cloudflare.com
/system clock set time-zone-autodetect=no time-zone-name=Europe/Kiev
/ip service set [find name=telnet] disabled=yes
/ip service set [find name=ftp] disabled=yes
/ip service set [find name=api] disabled=yes
/disk settings set auto-media-sharing=no auto-smb-sharing=no
/ip neighbor discovery-settings set discover-interface-list=none
/ip ssh set strong-crypto=yes
/tool mac-server set allowed-interface-list=none
/tool mac-server mac-winbox set allowed-interface-list=none
/tool mac-server ping set enabled=no
/user settings set minimum-password-length=12 minimum-categories=2
