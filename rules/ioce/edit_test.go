package ioce_test

import (
	"bytes"
	"flag"
	"os"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/medcode/medcode/hcpcs/opps"
	"github.com/medcode/medcode/rules"
	"github.com/medcode/medcode/rules/claimtest"
	"github.com/medcode/medcode/rules/ioce"
)

var update = flag.Bool("update", false, "write EDITS.md")

func TestEditsTable(t *testing.T) {
	var b bytes.Buffer
	require.NoError(t, ioce.WriteEdits(&b))
	if *update {
		require.NoError(t, os.WriteFile("EDITS.md", b.Bytes(), 0o644))
	}
	have, err := os.ReadFile("EDITS.md")
	require.NoError(t, err)
	assert.Equal(t, b.String(), string(have), "EDITS.md is not of today: run the test with -update")
	last := uint8(0)
	for _, e := range ioce.Edits() {
		assert.Greater(t, e.Number, last)
		last = e.Number
		if e.State == ioce.Done || e.State == ioce.Partly {
			assert.NotZero(t, e.Class(), e.Number)
		} else {
			assert.NotEmpty(t, e.Needs, e.Number)
		}
	}
	_, ok := ioce.EditOf(4)
	assert.False(t, ok)
}

// cases are claims with the edits that fall on them, in the notation of
// package claimtest, by the official tables.
var cases = []struct {
	name, claim string
	edits       []uint8
}{
	{"colonoscopy, clean", "outpatient medicare 2025-03-10 70y bill:0131 | K62.5 | | 0750/45378", nil},
	{"no diagnosis", "outpatient 2025-03-10 70y bill:0131 | | | 0750/45378", []uint8{1}},
	{"unknown diagnosis", "outpatient 2025-03-10 70y bill:0131 | K62.55 | | 0750/45378", []uint8{1}},
	{"external cause first", "outpatient 2025-03-10 70y bill:0131 | W18.30XA | | 0750/45378", []uint8{5}},
	{"manifestation first", "outpatient 2025-03-10 70y bill:0131 | D63.0 | | 0750/45378", []uint8{86}},
	{"deleted code", "outpatient 2025-03-10 70y bill:0131 | R69 | | 0361/11100", []uint8{6}},
	{"inpatient only", "outpatient 2025-03-10 70y bill:0131 | R69 | | 0360/27236 0260/96374", []uint8{18, 49}},
	{"inpatient only, died", "outpatient 2025-03-10 70y bill:0131 status:20 | R69 | | 0360/27236-CA 0260/96374-59", nil},
	{"inpatient only, sent home", "outpatient 2025-03-10 70y bill:0131 status:01 | R69 | | 0360/27236-CA", []uint8{70}},
	{"only packaged", "outpatient 2025-03-10 70y bill:0131 | R69 | | 0278/C1713", []uint8{27}},
	{"not covered", "outpatient 2025-03-10 70y bill:0131 | R69 | | 0510/P2031", []uint8{9}},
	{"by statute", "outpatient 2025-03-10 70y bill:0131 | R69 | | 0510/V5290", []uint8{50}},
	{"physician's visit", "outpatient 2025-03-10 70y bill:0131 | R69 | | 0510/99213", []uint8{62}},
	{"equipment", "outpatient 2025-03-10 70y bill:0131 | R69 | | 0290/E0601", []uint8{61}},
	{"visit without 25", "outpatient 2025-03-10 70y bill:0131 | R69 | | 0450/99284 0260/96374", []uint8{21}},
	{"visit with 25", "outpatient 2025-03-10 70y bill:0131 | R69 | | 0450/99284-25 0260/96374", nil},
	{"device missing", "outpatient 2025-03-10 70y bill:0131 | I47.20 | | 0481/33249", []uint8{92}},
	{"unknown modifier", "outpatient 2025-03-10 70y bill:0131 | K62.5 | | 0750/45378-ZZ", []uint8{22}},
	{"terminated, two units", "outpatient 2025-03-10 70y bill:0131 | K62.5 | | 0750/45378-73*2", []uint8{37}},
	{"direct referral alone", "outpatient 2025-03-10 70y bill:0131 | R69 | | 0762/G0379 0300/80053", []uint8{58}},
	{"drug alone", "outpatient 2025-03-10 70y bill:0131 | R69 | | 0636/J9271*200", []uint8{99}},
	{"unclassified drug", "outpatient 2025-03-10 70y bill:0131 | R69 | | 0636/C9399 0335/96413", []uint8{66}},
	{"billed for review", "outpatient 2025-03-10 70y bill:0131 cond:20 | K62.5 | | 0750/45378", []uint8{11}},
	{"bill type", "outpatient 2025-03-10 70y bill:0831 | K62.5 | | 0750/45378", []uint8{118}},
	{"PT elsewhere", "outpatient 2025-03-10 70y bill:0131 | R69 | | 0360/11042-PT", []uint8{120}},
	{"transfusion without blood", "outpatient 2025-03-10 70y bill:0131 | R69 | | 0391/36430", []uint8{43}},
	{"too old", "outpatient 2025-03-10 130y bill:0131 | K62.5 | | 0750/45378", []uint8{25}},
}

func TestCases(t *testing.T) {
	e := editor(t)
	pack := ioce.Pack(e)
	reg, err := rules.New(pack)
	require.NoError(t, err)
	var j ioce.Judgement
	for _, c := range cases {
		claim, err := claimtest.Parse(c.claim)
		require.NoError(t, err)
		for i := range claim.Lines {
			claim.Lines[i].Charge = 100_00
		}
		claim.Through = claim.From
		e.Judge(claim, &j)
		require.NotNil(t, j.Grouper, c.name)
		var got []uint8
		for n := range j.Result.Edits.All() {
			got = append(got, n)
		}
		assert.Equal(t, c.edits, got, c.name)
		found := 0
		for _, o := range reg.AppendOutcomes(nil, claim) {
			found += len(o.Findings)
			for _, f := range o.Findings {
				assert.Contains(t, f.Release, "OPPS addenda 2025", c.name)
			}
		}
		if len(c.edits) == 0 {
			assert.Zero(t, found, c.name)
		} else {
			assert.NotZero(t, found, c.name)
		}
	}
}

func TestUndecided(t *testing.T) {
	for _, e := range []*ioce.Editor{nil, must(t)} {
		reg, err := rules.New(ioce.Pack(e))
		require.NoError(t, err)
		claim, err := claimtest.Parse("outpatient 2025-03-10 70y bill:0131 | K62.5 | | 0750/45378")
		require.NoError(t, err)
		outcomes := reg.AppendOutcomes(nil, claim)
		require.NotEmpty(t, outcomes)
		for _, o := range outcomes {
			assert.Equal(t, rules.Undecided, o.Status)
			assert.NotEmpty(t, o.Reason)
		}
	}
}

// must makes an editor without releases.
func must(t *testing.T) *ioce.Editor {
	e, err := ioce.New(ioce.Options{})
	require.NoError(t, err)
	var j ioce.Judgement
	e.Judge(&rules.Claim{Setting: rules.Outpatient}, &j)
	assert.Nil(t, j.Grouper)
	assert.Equal(t, opps.EditSet{}, j.Result.Edits)
	return e
}
