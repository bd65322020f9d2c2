#!/bin/sh
# The printer's inside: keeps the document, or shows the fault named in the file "fault".
folder="@FOLDER@"
told=""
while [ -e "$folder/fault" ]; do
    fault=$(cat "$folder/fault" 2>/dev/null)
    [ -z "$fault" ] && continue # mended between two looks
    if [ "$fault" != "$told" ]; then
        echo "STATE: +$fault" >&2
        told="$fault"
    fi
    case "$fault" in
        media-empty-error) sleep 0.05 ;;
        *) exit 0 ;; # as real printers do: the job is "completed", the paper is not
    esac
done
if [ -n "$told" ]; then # a job that was called back in the meantime must not come out
    cat > "$folder/ask.$IPP_JOB_ID" <<END
{
    OPERATION Get-Job-Attributes
    GROUP operation-attributes-tag
    ATTR charset attributes-charset utf-8
    ATTR language attributes-natural-language en
    ATTR uri printer-uri @URI@
    ATTR integer job-id $IPP_JOB_ID
}
END
    ipptool -T 3 -tv "@URI@" "$folder/ask.$IPP_JOB_ID" 2>/dev/null | grep -q "processing-to-stop-point" && told="called back"
    rm -f "$folder/ask.$IPP_JOB_ID"
fi
echo "STATE: -media-empty-error,media-jam-error,cover-open-error" >&2
[ "$told" = "called back" ] && exit 0
[ "$IPP_JOB_NAME" = "mended" ] && exit 0
name=$(date +%s%N)
cp "$1" "$folder/printed/.$name.part" && mv "$folder/printed/.$name.part" "$folder/printed/$name.pdf"
