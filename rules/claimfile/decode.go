package claimfile

import (
	"bufio"
	"bytes"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"
)

// decoded takes off a byte-order mark, and makes UTF-8 of UTF-16.
func decoded(in *bufio.Reader) (*bufio.Reader, error) {
	head, _ := in.Peek(4)
	order := unicode.LittleEndian
	switch {
	case bytes.HasPrefix(head, []byte("\xef\xbb\xbf")):
		_, _ = in.Discard(3)
		return in, nil
	case bytes.HasPrefix(head, []byte("\xff\xfe")):
	case bytes.HasPrefix(head, []byte("\xfe\xff")):
		order = unicode.BigEndian
	case len(head) == 4 && head[0] == 0 && head[1] != 0 && head[2] == 0 && head[3] != 0:
		order = unicode.BigEndian
	case len(head) == 4 && head[0] != 0 && head[1] == 0 && head[2] != 0 && head[3] == 0:
	default:
		return in, nil
	}
	return bufio.NewReaderSize(unicode.UTF16(order, unicode.UseBOM).NewDecoder().Reader(in), sniffed), nil
}

// utf8Of makes UTF-8 of a line that is in Windows-1252, as spreadsheets write it;
// one that is UTF-8 stays.
func utf8Of(line []byte) []byte {
	if utf8.Valid(line) {
		return line
	}
	text, err := charmap.Windows1252.NewDecoder().Bytes(line)
	if err != nil {
		return line
	}
	return text
}
