package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/medcode/medcode/examples/internal/command"
	"github.com/medcode/medcode/internal/official"
)

func TestArguments(t *testing.T) {
	for _, args := range [][]string{{}, {"-releases", "x"}, {"-releases", "nowhere", "claims.jsonl"}, {"-releases", "x", "-wage", "high", "c"},
		{"-releases", "x", "-ccr", "-1", "c"}, {"-releases", "x", "-deductible", "much", "c"}, {"-nothing"}} {
		var out, errs bytes.Buffer
		assert.Equal(t, command.Failed, run(args, strings.NewReader(""), &out, &errs), args)
		assert.NotEmpty(t, errs.String(), args)
	}
	var out, errs bytes.Buffer
	assert.Equal(t, command.Done, run([]string{"-h"}, strings.NewReader(""), &out, &errs))
	assert.Contains(t, errs.String(), "-releases")
}

// TestGiven prints and writes the claims that were worked by hand.
func TestGiven(t *testing.T) {
	releases, tables, given := official.Path(t, "releases"), official.Path(t, "opps/ioce-tables-26.0"), official.Path(t, "opps/given")
	claims, extra := filepath.Join(given, "claims.jsonl"), filepath.Join(given, "extra.tsv")
	var out, errs bytes.Buffer
	require.Equal(t, command.Done, run([]string{"-releases", releases, "-tables", tables, "-extra", extra, "-explain", claims}, nil, &out, &errs), errs.String())
	assert.Empty(t, errs.String())
	for _, want := range []string{"Q1→N", "primary service", "42 CFR 419.41(c)", "edit 92, return to provider", "Medicare pays"} {
		assert.Contains(t, out.String(), want)
	}
	name := filepath.Join(t.TempDir(), "lines.tsv")
	out.Reset()
	require.Equal(t, command.Done, run([]string{"-releases", releases, "-tables", tables, "-extra", extra, "-cbsa", "01", "-ccr", "0.25", "-o", name, claims}, nil, &out, &errs), errs.String())
	assert.Contains(t, out.String(), "claims                  25\nlines                   73\n")
	data, err := os.ReadFile(name)
	require.NoError(t, err)
	lines := strings.Split(strings.TrimSpace(string(data)), "\n")
	assert.Len(t, lines, 74)
	assert.True(t, strings.HasPrefix(lines[0], "claim\tline\tstatus\thcpcs_apc\tapc\tpackaging_flag\tdiscount_formula\trejection_denial\tpaf1\tpaf2\tpmf\tpayment_indicator\tcomposite_flag\tunits_out\tedits\t"))
	assert.True(t, strings.HasPrefix(lines[1], "G01\t1\tT\t5312\t5312\t0\t2\t0\t25\t0\t0\t1\t00\t1\t\t"))
	// A claim of a year without addenda is told.
	errs.Reset()
	status := run([]string{"-releases", releases, "-"}, strings.NewReader(`{"id":"A","setting":"outpatient","from":"2019-01-01","patient":{}}`), &out, &errs)
	assert.Equal(t, command.Reported, status)
	assert.Contains(t, errs.String(), "claim A: no OPPS addenda hold on 2019-01-01")
	assert.Equal(t, command.Failed, run([]string{"-releases", releases, "-cbsa", "nowhere", claims}, nil, &out, &errs))
	assert.Equal(t, command.Failed, run([]string{"-releases", releases, "-extra", claims, claims}, nil, &out, &errs))
}

func TestValues(t *testing.T) {
	v, err := valueOf("FD=0000500000")
	require.NoError(t, err)
	assert.Equal(t, "5000.00", v.Amount.String())
	v, err = valueOf("FD=12.5")
	require.NoError(t, err)
	assert.Equal(t, "12.50", v.Amount.String())
	_, err = valueOf("FD")
	assert.Error(t, err)
}
