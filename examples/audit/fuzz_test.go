package main

import (
	"bytes"
	"io"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/rules"
)

// FuzzPage: whatever texts and amounts claims hold, the page is whole, and no text of
// theirs is an element of it.
func FuzzPage(f *testing.F) {
	f.Add("1", "99213", "1234567893", int64(100), 1.0, 1)
	f.Add(`"><b>`, "\x00\xff", "]]></svg>", int64(1<<63-1), -1.0, 1<<62)
	f.Fuzz(func(t *testing.T, id, code, provider string, charge int64, units float64, day int) {
		const planted = "<planted>"
		on := medcode.NewDate(2026, 3, 1).AddDays(day % 1000)
		var claims []*rules.Claim
		for i := range 4 {
			l := rules.Line{Code: code, Charge: medcode.Cents(charge), Units: units, Modifiers: []string{planted + id}, From: on.AddDays(i)}
			claims = append(claims, &rules.Claim{ID: planted + id, Setting: rules.Setting(i), BillingNPI: provider + planted, RenderingNPI: planted, PlaceOfService: id,
				Patient: rules.Patient{ID: id + planted}, Charge: medcode.Cents(charge), Lines: []rules.Line{l, l}, Diagnoses: []rules.Diagnosis{{Code: planted}, {Code: code}}, From: on, Through: on})
		}
		p, err := (&config{sample: 3, cases: 1, peers: 1}).page(claims, io.Discard)
		if err != nil {
			return // charges of no sum, for one
		}
		var out bytes.Buffer
		require.NoError(t, p.write(&out))
		require.NotContains(t, out.String(), planted)
		if p.Sample != nil {
			require.Contains(t, out.String(), "&lt;planted&gt;")
		}
		require.Contains(t, out.String(), "</html>")
	})
}
