# A person's own systemd, keyring and bus on an own file system, and in it a timer of FirstHop's that fires. Run in
# new namespaces (user, mount, cgroup, pid); the router's password comes on standard input.
#   $1 home folder   $2 firsthop-cli   $3 how the keyring names the password
set -eu
said="$1/manager"
tries=0
not_yet() {
  tries=$((tries + 1))
  [ "$tries" -lt 3600 ] || never "$1"
  sleep 0.1
}
never() {
  echo "in vain: $1" >&2
  cat "$said" >&2 2>/dev/null || true
  exit 1
}

if [ "${4-}" != inside ]; then
  for needed in 'dbus-run-session dbus' 'gnome-keyring-daemon gnome-keyring' 'secret-tool libsecret-tools' \
    '/usr/lib/systemd/systemd systemd'; do
    command -v "${needed% *}" >/dev/null || { echo "${needed% *} is missing: package ${needed#* }" >&2; exit 1; }
  done
  # The system's own services are out of sight, and the manager moves processes among its own control groups only.
  mount -t tmpfs none /run
  mkdir -p /run/systemd/system /run/user
  chmod 700 /run/user
  mount -t cgroup2 none /sys/fs/cgroup
  own=$(mktemp -d /sys/fs/cgroup/firsthop.XXXXXX)
  status=0
  (
    echo 0 >"$own/cgroup.procs"
    # Nothing is started of what this computer has enabled, such as another bus with another keyring.
    mkdir /run/units
    ln -s /dev/null /run/units/sockets.target
    exec env -i PATH="$PATH" LC_ALL=C HOME="$1" XDG_RUNTIME_DIR=/run/user \
      SYSTEMD_UNIT_PATH="/run/units:$1/.config/systemd/user:/usr/lib/systemd/user" \
      dbus-run-session sh "$0" "$1" "$2" "$3" inside
  ) || status=$?
  # What still runs, such as the keyring, ends here, so that no group stays behind.
  echo 1 >"$own/cgroup.kill"
  until find "$own" -depth -type d -exec rmdir {} + 2>/dev/null; do not_yet "its control groups are left"; done
  exit $status
fi

printf pw | gnome-keyring-daemon --foreground --unlock --components=secrets >/dev/null 2>&1 &
until dbus-send --print-reply --dest=org.freedesktop.DBus / org.freedesktop.DBus.NameHasOwner \
  string:org.freedesktop.secrets | grep -q true; do not_yet "the keyring is there"; done
# As the keyring crate names an entry.
secret-tool store --label=router service io.github.firsthop.FirstHop target default username "$3"
/usr/lib/systemd/systemd --user --unit=basic.target 2>"$said" &
manager=$!
until [ -S "$XDG_RUNTIME_DIR/systemd/private" ]; do
  kill -0 "$manager" 2>/dev/null || never "systemd stays"
  not_yet "systemd answers"
done

"$2" backup --at-sign-in on
of() { systemctl --user show --value --property "$1" "firsthop-backup.$2"; }
until [ -n "$(of ExecMainExitTimestamp service)" ]; do not_yet "the timer fires"; done
echo "status $(of ExecMainStatus service)"
case "$(of LastTriggerUSec timer)" in '' | n/a) ;; *) echo "by the timer" ;; esac
"$2" backup --at-sign-in off
echo "then $(of ActiveState timer)"
systemctl --user exit
wait "$manager"
