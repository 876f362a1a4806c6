package main

import (
	"bytes"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/medcode/medcode/examples/internal/command"
	"github.com/medcode/medcode/internal/ippsvector"
	"github.com/medcode/medcode/internal/official"
)

const stay = `{"id":"A","setting":"inpatient","patient":{"birth":"1940-02-29","sex":"F"},"from":"2026-04-10","through":"2026-04-12","dischargeStatus":"03","diagnoses":[{"code":"A41.9","poa":"Y"},{"code":"J96.01","poa":"Y"}],"ccn":"010001","charge":150000.00}
`

func TestPage(t *testing.T) {
	dir := t.TempDir()
	claims, hospitals := filepath.Join(dir, "claims.jsonl"), filepath.Join(dir, "psf.csv")
	require.NoError(t, os.WriteFile(claims, []byte(stay+strings.Replace(stay, `"A"`, `"B"`, 1)), 0o600))
	require.NoError(t, os.WriteFile(hospitals, []byte("provider_ccn,effective_date,special_payment_indicator,special_wage_index,operating_ccr,capital_ccr,vbp_participant_indicator,hrr_participant_indicator,hospital_quality_indicator,capital_pps_payment_code\n"+
		"010001,20251001,1,0.9,0.25,0.02,N,0,1,B\n"), 0o600))
	for _, args := range [][]string{
		{"-hospitals", hospitals, claims},
		{"-hospital", `{"WageIndex":0.9,"OperatingCCR":0.25,"CapitalCCR":0.02}`, claims},
	} {
		var out bytes.Buffer
		require.NoError(t, run(args, &out, io.Discard))
		require.Equal(t, 2, strings.Count(out.String(), "15121.55 (return code 42"), out.String())
		require.Contains(t, out.String(), "(42 CFR 412.4(f)(1))")
	}
	out := filepath.Join(dir, "page.txt")
	require.NoError(t, os.WriteFile(claims, []byte(strings.Replace(stay, `"03"`, `""`, 1)), 0o600))
	err := run([]string{"-hospitals", hospitals, "-o", out, claims}, io.Discard, io.Discard)
	require.ErrorIs(t, err, command.ErrLeftOut)
}

func TestBadCommands(t *testing.T) {
	for _, args := range [][]string{{}, {"-vectors", "a", "b"}, {"absent.jsonl"}, {"-hospital", "x", "a"}, {"-hospitals", "absent", "a"}, {"-vectors", "absent"}} {
		require.Error(t, run(args, io.Discard, io.Discard), args)
	}
	empty := filepath.Join(t.TempDir(), "empty.tsv")
	require.NoError(t, os.WriteFile(empty, nil, 0o600))
	require.ErrorContains(t, run([]string{"-vectors", empty}, io.Discard, io.Discard), "no line of headings")
}

func TestVectors(t *testing.T) {
	var out bytes.Buffer
	require.NoError(t, run([]string{"-vectors", official.Path(t, "vectors/ipps/ipps2015.claims.tsv.gz")}, &out, io.Discard))
	lines := strings.Split(strings.TrimSuffix(out.String(), "\n"), "\n")
	require.Equal(t, strings.Join(ippsvector.AnswerColumns, "\t"), lines[0])
	require.Len(t, lines, 3958)
	require.True(t, strings.HasPrefix(lines[1], "B2015-00001\t02\t161627.63\t142229.51\t0.00\t7426.44\t"), lines[1])
}
