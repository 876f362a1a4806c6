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
	"github.com/medcode/medcode/hcpcs/opps"
	"github.com/medcode/medcode/internal/official"
)

func TestArguments(t *testing.T) {
	for _, args := range [][]string{{}, {"-releases", "x"}, {"-releases", "nowhere", "claims.jsonl"}, {"-releases", "x", "-wage", "high", "c"},
		{"-releases", "x", "-ccr", "-1", "c"}, {"-releases", "x", "-deductible", "much", "c"}, {"-releases", "x", "-wage", "NaN", "c"}, {"-nothing"}, {"-releases", "x", "-", "-"}, {"-releases", "x", "-extra", "-", "-"}, {"-releases", "x", "-reclassified", "c"}} {
		var out, errs bytes.Buffer
		assert.Equal(t, command.Failed, run(args, strings.NewReader(""), &out, &errs), args)
		assert.NotEmpty(t, errs.String(), args)
	}
	var out, errs bytes.Buffer
	assert.Equal(t, command.Done, run([]string{"-h"}, strings.NewReader(""), &out, &errs))
	for _, want := range []string{"-releases", "837", "FHIR", "RIF", "CCLF", "Synthea"} {
		assert.Contains(t, errs.String(), want)
	}
	for _, flag := range [][2]string{{"-wage", "0"}, {"-wage", "-1"}, {"-deductible", "-5"}, {"-ccr", "-0.1"}} {
		errs.Reset()
		assert.Equal(t, command.Failed, run([]string{"-releases", "x", flag[0], flag[1], "c"}, nil, &out, &errs), flag)
		assert.Contains(t, errs.String(), flag[0]+" "+flag[1]+": want")
	}
}

// TestReason: a line that edits keep from being paid isn't told as paid.
func TestReason(t *testing.T) {
	l := opps.LineResult{Why: opps.AsBilled, Other: -1}
	assert.Equal(t, "paid by the status and APC of its code", reason(&l, true))
	assert.Equal(t, "no payment by the status and APC of its code", reason(&l, false))
	l.Edits.Add(62)
	assert.Equal(t, "not paid: edit 62", reason(&l, false))
	l.Why, l.Other = opps.SingleCode, 1
	assert.Equal(t, "no composite: paid by the APC of its code: line 2; not paid: edit 62", reason(&l, false))
	assert.NotContains(t, reason(&l, true), "not paid")
}

// TestStatus: claims that are held or left out are 1, what can't be read to its end
// is 2.
func TestStatus(t *testing.T) {
	releases := official.Path(t, "releases/opps")
	const good = `{"id":"A","setting":"outpatient","typeOfBill":"0131","patient":{"birth":"1945-03-01","sex":"F"},"from":"2025-01-10","through":"2025-01-10","diagnoses":[{"code":"I10"}],"lines":[{"code":"71046","revenue":"0324","units":1,"charge":200.00,"from":"2025-01-10"}]}` + "\n"
	stay := strings.Replace(good, "outpatient\",\"typeOfBill\":\"0131", "inpatient\",\"typeOfBill\":\"0111", 1)
	visit := strings.Replace(good, "outpatient\",\"typeOfBill\":\"0131", "professional\",\"typeOfBill\":\"", 1)
	wrong := strings.Replace(good, "71046", "7104", 1)
	var d desk
	var err error
	c := &config{releases: releases}
	d.editor, err = c.editor()
	require.NoError(t, err)
	for _, x := range []struct {
		in, says string
		status   int
	}{
		{good, "", command.Done},
		{good + stay + visit, "2 claims left out: not outpatient", command.Reported},
		{strings.Replace(stay, "2025-01-10", "2019-01-10", -1), "1 claim left out: not outpatient", command.Reported},
		{good + wrong, "", command.Reported},
		{strings.Replace(good, `"units":1`, `"units":-1`, 1), "", command.Reported},
		{good + "{\"id\":7}\n" + good, "", command.Reported},
		{good + good[:50], "not every file was read to its end", command.Failed},
		{"", "", command.Failed},
		{"id,setting,from\n", "no claims", command.Failed},
	} {
		var out, errs bytes.Buffer
		d := desk{config: &config{files: []string{"-"}, hospital: opps.Provider{WageIndex: 10000}}, stderr: &errs, editor: d.editor, report: &remittance{w: &out}}
		status := command.Status("outpatient", d.run(strings.NewReader(x.in), &out), &errs)
		assert.Equal(t, x.status, status, "%s%s", x.in, errs.String()+out.String())
		assert.Contains(t, errs.String(), x.says)
		// What is held as a whole isn't told as paid, and fewer than 0 units are paid nothing.
		held, negative := strings.Contains(x.in, `"code":"7104"`), strings.Contains(x.in, `"units":-1`)
		assert.Equal(t, held, strings.Contains(out.String(), "not paid as it stands; its lines would come to: "), out.String())
		assert.Equal(t, negative, strings.Contains(out.String(), "units below 0"), out.String())
		if negative {
			assert.Contains(t, out.String(), ": lines rejected or denied\n")
			assert.Contains(t, out.String(), "\nMedicare pays         0.00\n")
		}
	}
}

// TestGiven prints and writes the claims that were worked by hand.
func TestGiven(t *testing.T) {
	releases, tables, given := official.Path(t, "releases"), official.Path(t, "opps/ioce-tables-26.0"), official.Path(t, "opps/given")
	claims, extra := filepath.Join(given, "claims.jsonl"), filepath.Join(given, "extra.tsv")
	var out, errs bytes.Buffer
	require.Equal(t, command.Reported, run([]string{"-releases", releases, "-tables", tables, "-extra", extra, "-explain", claims}, nil, &out, &errs), errs.String())
	assert.Empty(t, errs.String())
	for _, want := range []string{"Q1→N", "primary service", "42 CFR 419.41(c)", "edit 92, return to provider", "Medicare pays"} {
		assert.Contains(t, out.String(), want)
	}
	name := filepath.Join(t.TempDir(), "lines.tsv")
	out.Reset()
	require.Equal(t, command.Reported, run([]string{"-releases", releases, "-tables", tables, "-extra", extra, "-cbsa", "01", "-ccr", "0.25", "-o", name, claims}, nil, &out, &errs), errs.String())
	assert.Contains(t, out.String(), "claims                  25\nlines                   73\n")
	data, err := os.ReadFile(name)
	require.NoError(t, err)
	lines := strings.Split(strings.TrimSpace(string(data)), "\n")
	assert.Len(t, lines, 74)
	assert.True(t, strings.HasPrefix(lines[0], "claim\tline\tstatus\thcpcs_apc\tapc\tpackaging_flag\tdiscount_formula\trejection_denial\tpaf1\tpaf2\tpmf\tpayment_indicator\tcomposite_flag\tunits_out\tedits\t"))
	assert.True(t, strings.HasPrefix(lines[1], "G01\t1\tT\t5312\t5312\t0\t2\t0\t25\t0\t0\t1\t00\t1\t\t"))
	// The standard output takes the table too, which is by itself there.
	out.Reset()
	errs.Reset()
	require.Equal(t, command.Reported, run([]string{"-releases", releases, "-tables", tables, "-extra", extra, "-cbsa", "01", "-ccr", "0.25", "-o", "-", claims}, nil, &out, &errs), errs.String())
	assert.Equal(t, string(data), out.String())
	assert.Contains(t, errs.String(), "claims                  25\nlines                   73\n")
	// The wage index of an area is that of hospitals which lie there, unless it is said that one was reclassified.
	var payments []string
	for _, reclassified := range [][]string{nil, {"-reclassified"}} {
		out.Reset()
		run(append(append([]string{"-releases", releases, "-cbsa", "03"}, reclassified...), claims), nil, &out, &errs)
		payments = append(payments, out.String())
	}
	assert.NotEqual(t, payments[0], payments[1])
	empty := filepath.Join(t.TempDir(), "empty.tsv")
	require.NoError(t, os.WriteFile(empty, nil, 0o644))
	assert.Equal(t, command.Failed, run([]string{"-releases", releases, "-extra", empty, claims}, nil, &out, &errs))
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
