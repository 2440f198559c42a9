# dhcp-options-hap-be3
/interface ethernet set [find default-name=ether1] mtu=1492
/ip dhcp-client option add name=firsthop-hostname code=12 value=0x686F6D65
/ip dhcp-client option add name=firsthop-client-id code=61 value=0x616E6E61
/ip dhcp-client option add name=firsthop-vendor-class code=60 value=0x01AB
/ip dhcp-client set [find interface=ether1] add-default-route=special-classless use-peer-ntp=no dhcp-options=firsthop-hostname,firsthop-client-id,firsthop-vendor-class vlan-priority=6
/system ntp client set enabled=yes servers=162.159.200.1,162.159.200.123,time.cloudflare.com
/ip service set [find name=telnet] disabled=yes
/ip service set [find name=ftp] disabled=yes
/ip service set [find name=api] disabled=yes
/disk settings set auto-media-sharing=no auto-smb-sharing=no
/ip ssh set strong-crypto=yes
