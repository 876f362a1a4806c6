package claimset

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/medcode/medcode/rules/claimfile"
)

const (
	headers      = "Id,PATIENTID,DIAGNOSIS1,SERVICEDATE,HEALTHCARECLAIMTYPEID1\nc1,p1,44054006,2021-03-01,1\n"
	transactions = "ID,CLAIMID,CHARGEID,PATIENTID,TYPE,AMOUNT,PROCEDURECODE,UNITS\nt1,c1,1,p1,CHARGE,85.55,162673000,1\n"
	plain        = "id,sex,dx\nA,F,I10\n"
)

// TestGroup: files that hold claims together are one set, all others are alone.
func TestGroup(t *testing.T) {
	dir := t.TempDir()
	write := func(name, text string) string {
		path := filepath.Join(dir, name)
		require.NoError(t, os.WriteFile(path, []byte(text), 0o600))
		return path
	}
	a, b, c, d := write("transactions.csv", transactions), write("plain.csv", plain), write("claims.csv", headers), write("cclf.csv", "CUR_CLM_UNIQ_ID,CLM_FROM_DT,PRNCPL_DGNS_CD\n1,2025-01-01,I10\n")
	sets := Group([]string{a, b, c, "-", d, "missing", "-"})
	require.Equal(t, [][]string{{a, c}, {b}, {"-"}, {d}, {"missing"}, {"-"}}, sets)
	require.Equal(t, a+" + "+c, Label(sets[0]))

	r, closing, err := Open(sets[0], nil, claimfile.Options{})
	require.NoError(t, err)
	n := 0
	for c, err := range r.All() {
		require.NoError(t, err)
		require.Equal(t, "c1", c.ID)
		require.Len(t, c.Lines, 1)
		n++
	}
	require.Equal(t, 1, n)
	require.NoError(t, closing())

	r, closing, err = Open([]string{"-"}, strings.NewReader(plain), claimfile.Options{})
	require.NoError(t, err)
	for c, err := range r.All() {
		require.NoError(t, err)
		require.Equal(t, "A", c.ID)
	}
	require.NoError(t, closing())
	_, _, err = Open([]string{a, "missing"}, nil, claimfile.Options{})
	require.Error(t, err)
}
