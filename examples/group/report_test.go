package main

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/drg"
	"github.com/medcode/medcode/drg/msdrg"
	"github.com/medcode/medcode/drg/stayfile"
)

func diagnostics(n int) []medcode.Diagnostic {
	d := make([]medcode.Diagnostic, n)
	for i := range d {
		d[i] = medcode.Diagnostic{File: "m.txt", Line: i + 1, Kind: "wording", Message: fmt.Sprint("finding ", i)}
	}
	return d
}

func TestWhy(t *testing.T) {
	g, err := msdrg.Version("43.1")
	require.NoError(t, err)
	for _, c := range []struct{ stay, want string }{
		{"M\t1\tNON_EXEMPT\t-\t-\t-", "no principal diagnosis"},
		{"M\t1\tNON_EXEMPT\t-\tI50.9:Y\t-", "principal I50.9 (malformed) is not a code of version 43.1"},
		{"M\t1\tNON_EXEMPT\t-\tI502:Y,X\t0SR904", "principal I50.2 is not a code of version 43.1; not recognised: diagnosis X, procedure 0SR904"},
		{"M\t1\tEXEMPT\t-\tM1612:Y,I9999\t0SR904", "principal M16.12; no CC or MCC; not recognised: diagnosis I99.99, procedure 0SR904"},
		{"M\t1\tNON_EXEMPT\t-\tI502:Y\t-", "principal I50.2 is not a code of version 43.1"},
		{"M\t1\tNON_EXEMPT\t-\tW010XXA:Y\t-", "W01.0XXA can't be a principal diagnosis"},
		{"U\t1\tNON_EXEMPT\t-\tN393:Y\t-", "the MDC depends on the sex, which is unknown"},
		{"M\t99\tNON_EXEMPT\t-\tI2101:Y\t-", "the logic asks for a discharge status, and there is none 99"},
		{"M\t1\tNON_EXEMPT\t-\tM1612:Y,I2699:\t0SRB04A", "a hospital-acquired condition lacks a POA indicator"},
		{"M\t1\tUNKNOWN\t-\tM1612:Y,I2699:N\t0SRB04A", "a hospital-acquired condition, and unknown whether the hospital is exempt from reporting POA"},
		{"M\t1\tNON_EXEMPT\t-\tI5020:Y,I5023:Y,N179:Y\t-", "principal I50.20; CC N17.9"},
		{"M\t1\tNON_EXEMPT\t-\tI5020:Y,I5023:Y,I501:Y\t-", "principal I50.20, which excludes I50.23, I50.1; no CC or MCC"},
		{"M\t1\tEXEMPT\t-\tM1612:Y,I2699:N\t0SRB04A", "principal M16.12; MCC I26.99; procedure 0SRB04A"},
	} {
		rec := one(t, "s\t431\t60\t"+c.stay+"\n")
		r := g.Group(&rec.Stay)
		require.Equal(t, c.want, string(appendWhy(nil, rec, newVersion(g), &r)), "%s", c.stay)
	}
}

func one(t *testing.T, line string) *stayfile.Record {
	t.Helper()
	r, err := stayfile.NewReader(strings.NewReader(line), "f")
	require.NoError(t, err)
	for rec, err := range r.All() {
		require.NoError(t, err)
		return rec
	}
	t.Fatal("no stay")
	return nil
}

func TestWeight(t *testing.T) {
	g, err := msdrg.Version("43.1")
	require.NoError(t, err)
	v := newVersion(g)
	for n, want := range map[drg.Number]string{470: "1.9289", 18: "43.1828", 795: "0.1998", 999: "-", 1: ""} {
		if want != "" {
			require.Equal(t, want, string(appendWeight(nil, v, n)))
		}
		if w, ok := v.weight(n); ok {
			require.Equal(t, w.String(), string(appendWeight(nil, v, n)))
		}
	}
	require.Equal(t, "-", string(appendWeight(nil, &version{}, 470)))
}
