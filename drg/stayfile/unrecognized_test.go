package stayfile_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/medcode/medcode/drg/msdrg"
	"github.com/medcode/medcode/drg/stayfile"
)

func TestUnrecognized(t *testing.T) {
	g, err := msdrg.Version("43.1")
	require.NoError(t, err)
	var all, again stayfile.Unrecognized
	for _, c := range []struct{ dx, px, want string }{
		{"M1611:Y I10", "0SR904A", ""},
		{"M1611:Y", "0SR904", "procedure 0SR904"},
		{"M1611:Y i99.99:Y x I10", "", "diagnosis I99.99, diagnosis x"},
		{"M1611:Y;I9999:Y;0SR;I10", "0SR904A;7654321;0SR9041", "diagnosis I99.99, diagnosis 0SR, procedure 7654321, procedure 0SR9041"},
		{"what is this;I10;?\u00e9", "", "diagnosis ?\u00e9"},
		{"M1611;a\x01b;" + strings.Repeat("9", 40), ";a,b", `diagnosis "a\x01b", diagnosis 999999999999999999999999999999…, procedure "", procedure "a,b"`},
	} {
		got, errs := read(t, "id;age;sex;status;dx;px\n1;78;F;1;\""+c.dx+"\";\""+c.px+"\"\n")
		require.Empty(t, errs)
		r := g.Group(&got[0].Stay)
		require.Equal(t, c.want, string(stayfile.AppendUnrecognized(nil, &got[0], &r, stayfile.WholeSets)))
		all.Count(&got[0], &r, stayfile.WholeSets)
	}
	require.Equal(t, "12 codes of 5 stays not recognised", all.String())

	got, _ := read(t, "id,age,sex,status,dx,px\n1,78,F,1,M1611 I99.99 x,7654321 y\n")
	r := g.Group(&got[0].Stay)
	for sets, want := range map[stayfile.CodeSets]string{
		{}:                 "diagnosis x, procedure y",
		{Diagnoses: true}:  "diagnosis I99.99, diagnosis x, procedure y",
		{Procedures: true}: "diagnosis x, procedure 7654321, procedure y",
	} {
		require.Equal(t, want, string(stayfile.AppendUnrecognized(nil, &got[0], &r, sets)))
	}
	again.Add(all)
	again.Add(all)
	require.Equal(t, stayfile.Unrecognized{Codes: 24, Stays: 10}, again)
	rec := stayfile.Record{}
	rec.Stay = stayOne(1, "").Stay
	require.Equal(t, "I50.21", string(rec.AppendDiagnosis(nil, 0)))
}
