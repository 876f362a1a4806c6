package main

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
)

// FuzzPage scores tables of persons of any content: the page is whole, and no text of
// theirs is an element of it.
func FuzzPage(f *testing.F) {
	dir := f.TempDir()
	for name, text := range release {
		require.NoError(f, os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644))
	}
	f.Add([]byte(persons))
	f.Add([]byte("id,model,payment_year,age,sex,dx\n<planted>,V28,2025,72,F,<planted> E119\n"))
	f.Add([]byte("id\tmodel\tpayment_year\tage\tsex\tdx\n1\tV28\t2025\t9223372036854775807\tF\tE119\n"))
	in, out, page := filepath.Join(dir, "persons.txt"), filepath.Join(dir, "out.tsv"), filepath.Join(dir, "page.html")
	f.Fuzz(func(t *testing.T, data []byte) {
		require.NoError(t, os.WriteFile(in, data, 0o600))
		_ = os.Remove(page)
		status, told := call("-release", dir+"/c.csv", "-release", dir+"/map.csv", "-model", "V28", "-year", "2025", "-html", page, "-o", out, in)
		require.LessOrEqual(t, status, 2, told)
		html, err := os.ReadFile(page)
		if err != nil {
			return // nobody was scored
		}
		require.NotContains(t, string(html), "<planted>")
		require.Contains(t, string(html), "</html>")
	})
}
