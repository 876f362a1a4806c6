package claimfile_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/rules"
	"github.com/medcode/medcode/rules/claimfile"
)

// fixed writes a record: width and text, in turn.
func fixed(parts ...any) string {
	var b strings.Builder
	for i := 0; i < len(parts); i += 2 {
		fmt.Fprintf(&b, "%-*s", parts[i], parts[i+1])
	}
	return b.String() + "\n"
}

// TestCCLF: files 1 to 6 of the claim and claim line feed, by their widths and
// under names, and file 7 for what it is.
func TestCCLF(t *testing.T) {
	header := fixed(13, "9001", 6, "210001", 11, "1EG4TE5MK73", 11, "", 2, "60", 10, "2025-04-05", 10, "2025-04-08", 1, "1", 1, "1", 7, "I214", 7, "R079", 2, "", 17, "12345.67", 1, "", 2, "21", 2, "01", 4, "0282",
		1, "", 10, "1234567893", 10, "", 10, "1245319599", 10, "", 2, "0", 10, "2025-05-01", 10, "2025-05-02", 11, "", 2, "1", 2, "7", 1, "1", 1, "3", 1, "0", 15, "20000.00")
	got, _ := claims(t, header+strings.Replace(header, "9001", "9002", 1))
	require.Len(t, got, 2)
	require.Equal(t, &rules.Claim{ID: "9001", Setting: rules.Inpatient, Payer: rules.Medicare, TypeOfBill: "0111", BillingNPI: "1234567893", CCN: "210001", RenderingNPI: "1245319599", Patient: rules.Patient{ID: "1EG4TE5MK73"},
		From: day("2025-04-05"), Through: day("2025-04-08"), AdmissionType: "1", AdmissionSource: "7", DischargeStatus: "01", Admitting: "R079", Diagnoses: []rules.Diagnosis{{Code: "I214"}},
		DRG: 282, Charge: 2000000, Adjudicated: true, Paid: 1234567}, got[0])
	require.Equal(t, claimfile.CCLF, claimfile.FormatOf([]byte(header)))

	line := func(rev, hcpcs string) string {
		return fixed(13, "9001", 10, "1", 11, "1EG4TE5MK73", 11, "", 2, "40", 10, "2025-04-05", 10, "2025-04-05", 4, rev, 10, "1000-01-01", 5, hcpcs, 11, "", 6, "210001", 10, "2025-04-05", 10, "2025-04-08", 24, "3.0000", 17, "10.00", 2, "25", 2, "~")
	}
	got, _ = claims(t, line("450", "99284")+line("0250", ""))
	require.Len(t, got, 1)
	require.Equal(t, []rules.Line{{Code: "99284", Modifiers: []string{"25"}, Revenue: "0450", Units: 3, Paid: 1000}, {Modifiers: []string{"25"}, Revenue: "0250", Units: 3, Paid: 1000}}, got[0].Lines)

	px := func(n, code string) string {
		return fixed(13, "9001", 11, "1EG4TE5MK73", 11, "", 2, "60", 2, n, 7, code, 10, "2025-04-06", 11, "", 6, "210001", 10, "2025-04-05", 10, "2025-04-08", 1, "0")
	}
	got, _ = claims(t, px("1", "02703ZZ")+px("2", "5A1955Z"))
	require.Equal(t, []rules.Procedure{{Code: "02703ZZ", Date: day("2025-04-06")}, {Code: "5A1955Z", Date: day("2025-04-06")}}, got[0].Procedures)
	dx := func(n, code, poa string) string {
		return fixed(13, "9001", 11, "1EG4TE5MK73", 11, "", 2, "60", 1, "D", 2, n, 7, code, 11, "", 6, "210001", 10, "2025-04-05", 10, "2025-04-08", 7, poa, 1, "0")
	}
	got, _ = claims(t, dx("1", "I214", "Y")+dx("2", "E119", "N")+strings.Replace(dx("1", "I10", ""), "9001", "9002", 1))
	require.Len(t, got, 2)
	require.Equal(t, []rules.Diagnosis{{Code: "I214", POA: "Y"}, {Code: "E119", POA: "N"}}, got[0].Diagnoses)

	carrier := fixed(13, "77", 10, "1", 11, "1EG4TE5MK73", 11, "", 2, "71", 10, "2025-04-05", 10, "2025-04-05", 3, "1", 2, "21", 2, "11", 1, "1", 2, "11", 10, "2025-04-05", 10, "2025-04-05", 5, "99213", 15, "80.00", 1, "", 7, "I10",
		10, "", 10, "1245319599", 2, "1", 2, "A", 2, "2", 10, "2025-05-01", 10, "2025-05-02", 40, "C", 11, "", 17, "100.00", 24, "1.0", 2, "25", 8, "", 2, "01", 7, "E119", 7, "I10", 42, "", 1, "0")
	got, _ = claims(t, carrier)
	require.Equal(t, &rules.Claim{ID: "77", Setting: rules.Professional, Payer: rules.Medicare, PlaceOfService: "11", FrequencyCode: "7", Patient: rules.Patient{ID: "1EG4TE5MK73"}, From: day("2025-04-05"), Through: day("2025-04-05"),
		Diagnoses: []rules.Diagnosis{{Code: "E119"}, {Code: "I10"}}, Adjudicated: true,
		Lines: []rules.Line{{Code: "99213", Modifiers: []string{"25"}, Units: 1, From: day("2025-04-05"), PlaceOfService: "11", RenderingNPI: "1245319599", Specialty: "11", Pointers: []int{2}, Allowed: 10000, Paid: 8000}}}, got[0])
	named := "CUR_CLM_UNIQ_ID,CLM_LINE_NUM,BENE_MBI_ID,CLM_TYPE_CD,CLM_FROM_DT,CLM_POS_CD,CLM_LINE_HCPCS_CD,CLM_PRVDR_SPCLTY_CD\n77,1,M,71,2025-04-05,11,99213,11\n77,2,M,71,2025-04-05,11,36415,11\n"
	got, _ = claims(t, named)
	require.Len(t, got, 1)
	require.Len(t, got[0].Lines, 2)
	require.Equal(t, rules.Professional, got[0].Setting)

	_, errs := collect(fixed(13, "1", 11, "M", 11, "", 11, "50242004001", 2, "01", 10, "2025-04-05"), medcode.ReadOptions{})
	require.Len(t, errs, 1)
	require.ErrorIs(t, errs[0], medcode.ErrLayout)
	require.ErrorContains(t, errs[0], "Part D")
}
