package main

import (
	"os"
	"path/filepath"
	"strings"
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

// A table of anything is bounded, and no error quotes a line of it.
func TestTablesOfStrangers(t *testing.T) {
	dir := folder(t, release)
	in, out := filepath.Join(dir, "persons.txt"), filepath.Join(t.TempDir(), "out.tsv")
	long := strings.Repeat("SV1*HC:1*1~", 3<<20/11)
	wide := strings.Repeat(",dx", 200_000)
	for name, c := range map[string]struct {
		text, says string
		status     int
	}{
		"one line":       {long, "a record of over 1048576 bytes", 2},
		"a quote":        {"id,age,sex,dx\n1,70,F,\"" + strings.Repeat("x\n", 1<<20), "a record of over 1048576 bytes", 2},
		"no heading":     {"PLANTED,1950-01-31,PLANTED,E119\n", "of which no column is known", 2},
		"a part of one":  {"id,sex,PLANTED,dx\n", "which has id, sex, dx;", 2},
		"many columns":   {"id,age,sex,dx" + strings.Repeat(",PLANTED", 1000) + "\n1,70,F,E119" + strings.Repeat(",", 1000) + "\n", "990 more columns are not read", 1},
		"many diagnoses": {"id,model,payment_year,age,sex" + wide + "\n1,V28,2025,72,F" + strings.Repeat(",E119", 200_000) + "\n", "1 person, 1 scored", 1},
	} {
		require.NoError(t, os.WriteFile(in, []byte(c.text), 0o600))
		status, told := call("-release", dir, "-model", "V28", "-year", "2025", "-o", out, in)
		require.Equal(t, c.status, status, "%s: %.500s", name, told)
		require.Contains(t, told, c.says, name)
		require.Less(t, len(told), 3000, name)
		if name != "many columns" { // whose headings are named
			require.NotContains(t, told, "PLANTED", name)
		}
	}
}
