package drg_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/stretchr/testify/require"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/drg"
	"github.com/medcode/medcode/icd10/cm"
	"github.com/medcode/medcode/icd10/pcs"
)

// Stays and what is said of them come back from JSON as they were.
func TestJSON(t *testing.T) {
	stay := drg.Stay{ID: "a", Age: 70, Sex: medcode.Female, Status: 1, Hospital: drg.Exempt, Discharge: medcode.MustParseDate("2026-05-02"),
		Admitting: cm.MustParse("R07.9"), Diagnoses: diagnoses("M1612", "I2699", "E119"), Procedures: procedures("0SRB0JZ")}
	stay.Diagnoses[1].POA = cm.POANo
	same(t, stay)
	g := latest(t)
	same(t, g.Group(&stay))
	stay.Hospital = drg.NonExempt
	r := g.Group(&stay)
	require.Equal(t, 1, r.HACs)
	same(t, r)
	same(t, g.WhatIf(&stay, nil))

	text, err := json.Marshal(r.Final)
	require.NoError(t, err)
	require.Equal(t, `{"code":"OK","mdc":8,"drg":"470","title":"Major Hip and Knee Joint Replacement or Reattachment of Lower Extremity without MCC","kind":"SURGICAL","severity":"NON_CC"}`, string(text))
	err = json.Unmarshal([]byte(strings.Replace(string(text), "SURGICAL", "OTHER", 1)), &r.Final)
	require.ErrorIs(t, err, medcode.ErrSyntax)
	require.ErrorContains(t, err, `Kind "OTHER": want NONE, MEDICAL or SURGICAL`)
}

func same[T any](t *testing.T, v T) {
	t.Helper()
	text, err := json.Marshal(v)
	require.NoError(t, err)
	var back T
	require.NoError(t, json.Unmarshal(text, &back))
	require.Empty(t, cmp.Diff(v, back, cmpopts.IgnoreUnexported(drg.Result{}), cmpopts.EquateEmpty(), cmpopts.EquateComparable(cm.Code{}, pcs.Code{}, medcode.Date{})))
}
