package orderfile_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/medcode/medcode/internal/orderfile"
)

// Files of some years have accents, in Windows-1252 or in UTF-8, and in UTF-8
// the columns count characters or bytes.
func TestAccents(t *testing.T) {
	wide := strings.Replace(order, "Eczema herpeticum  ", "Écz\u00e9ma herp\u00e9ticum  ", 1)
	wide = strings.TrimSuffix(wide, "Eczema herpeticum\r\n") + "Écz\u00e9ma herp\u00e9ticum\r\n"
	bytewise := strings.Replace(wide, "ticum   ", "ticum", 1)
	for name, text := range map[string]string{"by characters": wide, "by bytes": bytewise} {
		require.Equal(t, orderfile.Order, orderfile.Sniff([]byte(text), any7), name)
		f, err := orderfile.Read("f", []byte(text), orderfile.Order, form)
		require.NoError(t, err, name)
		require.Empty(t, f.Diagnostics, name)
		require.Equal(t, "Écz\u00e9ma herp\u00e9ticum|Écz\u00e9ma herp\u00e9ticum", f.Rows[4].Short+"|"+f.Rows[4].Long, name)
		require.Equal(t, text, string(f.AppendText(nil)), name)
	}
	changes := strings.Replace(addenda, "Kaposi eruption", "K\u00e1posi eruption", 1)
	f, err := orderfile.ReadAddenda("f", []byte(changes), orderfile.Addenda, form)
	require.NoError(t, err)
	require.Equal(t, "K\u00e1posi eruption", f.Changes[4].Short)
	require.Equal(t, changes, string(f.AppendText(nil)))
	_, err = orderfile.Read("f", []byte(strings.Replace(wide, " 1 É", "\u00e9 1 É", 1)), orderfile.Order, form)
	require.ErrorContains(t, err, "not a row")
}

func TestEndOfFileMark(t *testing.T) {
	for _, text := range []string{order + "\x1a", order + "\r\n\x1a\x1a"} {
		f, err := orderfile.Read("f", []byte(text), orderfile.Order, form)
		require.NoError(t, err)
		require.Len(t, f.Rows, 5)
		require.Equal(t, []string{"end-of-file-mark"}, kinds(f.Diagnostics))
		require.Equal(t, text, string(f.AppendText(nil)))
	}
	f, err := orderfile.ReadAddenda("f", []byte(addenda+"\x1a"), orderfile.Addenda, form)
	require.NoError(t, err)
	require.Empty(t, f.Diagnostics)
	require.Equal(t, addenda+"\x1a", string(f.AppendText(nil)))
	_, err = orderfile.Read("f", []byte(order+"\x1a\r\nmore"), orderfile.Order, form)
	require.Error(t, err)
}
