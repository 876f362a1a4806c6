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
	narrow, _ := claims(t, strings.Replace(carrier, "1  21", "1 21", 1))
	require.Equal(t, got, narrow)
	named := "CUR_CLM_UNIQ_ID,CLM_LINE_NUM,BENE_MBI_ID,CLM_TYPE_CD,CLM_FROM_DT,CLM_POS_CD,CLM_LINE_HCPCS_CD,CLM_PRVDR_SPCLTY_CD\n77,1,M,71,2025-04-05,11,99213,11\n77,2,M,71,2025-04-05,11,36415,11\n"
	got, _ = claims(t, named)
	require.Len(t, got, 1)
	require.Len(t, got[0].Lines, 2)
	require.Equal(t, rules.Professional, got[0].Setting)

	got, _ = claims(t, event)
	require.Equal(t, []*rules.Claim{dispensed}, got)
}

// event is a record of file 7, and dispensed what it says.
var event = fixed(13, "1", 11, "M", 11, "", 11, "50242004001", 2, "01", 10, "2025-04-05", 2, "01", 20, "1234567893", 1, "C", 1, "0", 24, "30.000", 9, "30", 2, "12", 20, "DEA1", 13, "5.00", 2, "0")

var dispensed = &rules.Claim{ID: "1", Setting: rules.Pharmacy, Payer: rules.Medicare, FrequencyCode: "1", BillingNPI: "1234567893", Patient: rules.Patient{ID: "M"}, From: day("2025-04-05"), Adjudicated: true,
	Lines: []rules.Line{{Units: 1, NDC: "50242004001", NDCQuantity: 30, DaysSupply: 30}}}

// feed makes files 1 to 4 of the feed for claims of these identifiers, in that order.
func feed(ids ...string) map[string]string {
	files := map[string]string{}
	for _, id := range ids {
		files["1"] += fixed(13, id, 6, "210001", 11, "1EG4TE5MK73", 11, "", 2, "60", 10, "2025-04-05", 10, "2025-04-08", 1, "1", 1, "1", 7, "I214", 7, "R079", 2, "", 17, "12345.67", 1, "", 2, "21", 2, "01", 4, "0282",
			1, "", 10, "1234567893", 10, "", 10, "1245319599", 10, "", 2, "0", 10, "2025-05-01", 10, "2025-05-02", 11, "", 2, "1", 2, "7", 1, "1", 1, "3", 1, "0", 15, "20000.00")
		for _, n := range []string{"2", "1"} { // not in their order
			files["2"] += fixed(13, id, 10, n, 11, "1EG4TE5MK73", 11, "", 2, "60", 10, "2025-04-05", 10, "2025-04-05", 4, "012"+n, 10, "1000-01-01", 5, "", 11, "", 6, "210001", 10, "2025-04-05", 10, "2025-04-08", 24, "3.0000", 17, "10.00", 10, "")
		}
		files["3"] += fixed(13, id, 11, "1EG4TE5MK73", 11, "", 2, "60", 2, "1", 7, "02703ZZ", 10, "2025-04-06", 11, "", 6, "210001", 10, "2025-04-05", 10, "2025-04-08", 1, "0")
		for _, d := range [][4]string{{"1", "W06XXXA", "N", "E"}, {"1", "I214", "Y", "D"}, {"2", "E119", "Y", "D"}} {
			files["4"] += fixed(13, id, 11, "1EG4TE5MK73", 11, "", 2, "60", 1, d[3], 2, d[0], 7, d[1], 11, "", 6, "210001", 10, "2025-04-05", 10, "2025-04-08", 7, d[2], 1, "0")
		}
	}
	return files
}

// joinAll joins files.
func joinAll(t *testing.T, files map[string]string, opts claimfile.Options) (got []*rules.Claim, errs []error) {
	var parts []claimfile.Part
	for name, text := range files {
		require.True(t, claimfile.IsPart([]byte(text)), name)
		parts = append(parts, claimfile.Part{Name: name, Input: strings.NewReader(text)})
	}
	r := claimfile.NewJoin(parts, opts)
	for c, err := range r.All() {
		if err != nil {
			errs = append(errs, err)
			continue
		}
		got = append(got, c)
	}
	return got, errs
}

// TestCCLFJoined: files 1 to 4 of the feed are whole claims when joined, in any
// order of their rows as far as memory may be used, and as streams beyond.
func TestCCLFJoined(t *testing.T) {
	want := func(id string) *rules.Claim {
		return &rules.Claim{ID: id, Setting: rules.Inpatient, Payer: rules.Medicare, TypeOfBill: "0111", BillingNPI: "1234567893", CCN: "210001", RenderingNPI: "1245319599", Patient: rules.Patient{ID: "1EG4TE5MK73"},
			From: day("2025-04-05"), Through: day("2025-04-08"), AdmissionType: "1", AdmissionSource: "7", DischargeStatus: "01", Admitting: "R079",
			Diagnoses: []rules.Diagnosis{{Code: "I214", POA: "Y"}, {Code: "E119", POA: "Y"}, {Code: "W06XXXA", POA: "N"}}, Procedures: []rules.Procedure{{Code: "02703ZZ", Date: day("2025-04-06")}},
			Lines: []rules.Line{{Revenue: "0121", Units: 3, Paid: 1000}, {Revenue: "0122", Units: 3, Paid: 1000}}, DRG: 282, Charge: 2000000, Adjudicated: true, Paid: 1234567}
	}
	for name, c := range map[string]struct {
		files map[string]string
		hold  int64
	}{
		"sorted":          {feed("2", "9", "10", "11"), 0},
		"sorted, streams": {feed("2", "9", "10", "11"), 1},
		"not sorted":      {feed("10", "2", "11", "9"), 0},
		"below nothing":   {feed("10", "2", "11", "9"), -1},
	} {
		got, errs := joinAll(t, c.files, claimfile.Options{HoldBytes: c.hold})
		require.Empty(t, errs, name)
		require.Equal(t, []*rules.Claim{want("2"), want("9"), want("10"), want("11")}, got, name)
	}
	_, errs := joinAll(t, feed("10", "2"), claimfile.Options{HoldBytes: 300})
	require.NotEmpty(t, errs)
	require.ErrorIs(t, errs[len(errs)-1], medcode.ErrLimit)
	require.ErrorContains(t, errs[len(errs)-1], "sort the file")

	// Whole claims of other files among them, whose identifiers are theirs.
	files := feed("1")
	files["7"] = event
	got, errs := joinAll(t, files, claimfile.Options{})
	require.Empty(t, errs)
	require.Equal(t, []*rules.Claim{want("1"), dispensed}, got)

	// Parts that are missing cost what they would say, and no claim.
	files = feed("1", "2")
	files["1"] = files["1"][:strings.IndexByte(files["1"], '\n')+1]
	got, errs = joinAll(t, files, claimfile.Options{})
	require.Empty(t, errs)
	require.Equal(t, want("1"), got[0])
	require.Len(t, got[1].Lines, 2)
	require.Len(t, got[1].Diagnoses, 3)
	require.Contains(t, got[1].Unreadable[0].Problem, "file of headers")
	delete(files, "2")
	files["1"] = feed("1", "2")["1"]
	got, errs = joinAll(t, files, claimfile.Options{})
	require.Empty(t, errs)
	require.Empty(t, got[0].Lines)
	require.Len(t, got[1].Diagnoses, 3)

	// One claim of very many rows is an error that costs no other.
	files = feed("1", "2")
	files["2"] = strings.Repeat(files["2"][:strings.IndexByte(files["2"], '\n')+1], 20_000) + feed("2")["2"]
	got, errs = joinAll(t, files, claimfile.Options{})
	require.Len(t, errs, 1)
	require.ErrorIs(t, errs[0], medcode.ErrLimit)
	require.Equal(t, []*rules.Claim{want("2")}, got)

	// The same part twice, and a file that is none.
	for _, text := range []string{feed("1")["1"], "id,sex\nA,F\n"} {
		n := 0
		for _, err := range claimfile.NewJoin([]claimfile.Part{{Name: "a", Input: strings.NewReader(feed("1")["1"])}, {Name: "b", Input: strings.NewReader(text)}}, claimfile.Options{}).All() {
			require.ErrorIs(t, err, medcode.ErrLayout)
			n++
		}
		require.Equal(t, 1, n)
	}
}

// TestPartD: Part D events under their names, of the research files and of DE-SynPUF.
func TestPartD(t *testing.T) {
	for _, text := range []string{
		"PDE_ID|BENE_ID|SRVC_DT|PROD_SRVC_ID|QTY_DSPNSD_NUM|DAYS_SUPLY_NUM|TOT_RX_CST_AMT\n7|M|05-APR-2025|50242004001|30|30|12.50\n",
		"DESYNPUF_ID,PDE_ID,SRVC_DT,PROD_SRVC_ID,QTY_DSPNSD_NUM,DAYS_SUPLY_NUM,PTNT_PAY_AMT,TOT_RX_CST_AMT\nM,7,20250405,50242004001,30.000,30,0.00,12.50\n",
	} {
		got, _ := claims(t, text)
		require.Equal(t, []*rules.Claim{{ID: "7", Setting: rules.Pharmacy, Payer: rules.Medicare, Patient: rules.Patient{ID: "M"}, From: day("2025-04-05"), Adjudicated: true, Charge: 1250,
			Lines: []rules.Line{{Units: 1, NDC: "50242004001", NDCQuantity: 30, DaysSupply: 30, Charge: 1250}}}}, got)
	}
}

// TestSynPUF: CMS's synthetic public use files, whose lines stand side by side. The
// codes are of ICD-9-CM, and a claim may have a second segment.
func TestSynPUF(t *testing.T) {
	got, _ := claims(t, "DESYNPUF_ID,CLM_ID,SEGMENT,CLM_FROM_DT,CLM_THRU_DT,PRVDR_NUM,CLM_PMT_AMT,AT_PHYSN_NPI,OP_PHYSN_NPI,CLM_ADMSN_DT,ADMTNG_ICD9_DGNS_CD,NCH_BENE_DSCHRG_DT,CLM_DRG_CD,ICD9_DGNS_CD_1,ICD9_DGNS_CD_2,ICD9_PRCDR_CD_1,HCPCS_CD_1,HCPCS_CD_2\n"+
		"P,196,1,20100312,20100313,2600GD,4000.00,3139083564,,20100312,4580,20100313,217,7802,78820,3722,,\nP,196,2,20100312,20100313,2600GD,4000.00,3139083564,,20100312,4580,20100313,217,7802,V4501,,,\n")
	require.Equal(t, []*rules.Claim{{ID: "196", Setting: rules.Inpatient, Payer: rules.Medicare, ICD: rules.ICD9, CCN: "2600GD", RenderingNPI: "3139083564", Patient: rules.Patient{ID: "P"},
		From: day("2010-03-12"), Through: day("2010-03-13"), Admission: day("2010-03-12"), Discharge: day("2010-03-13"), Admitting: "4580",
		Diagnoses: []rules.Diagnosis{{Code: "7802"}, {Code: "78820"}, {Code: "V4501"}}, Procedures: []rules.Procedure{{Code: "3722"}}, DRG: 217, Adjudicated: true, Paid: 400000}}, got)
	got, _ = claims(t, "DESYNPUF_ID,CLM_ID,CLM_FROM_DT,CLM_THRU_DT,ICD9_DGNS_CD_1,ICD9_DGNS_CD_2,PRF_PHYSN_NPI_1,PRF_PHYSN_NPI_2,HCPCS_CD_1,HCPCS_CD_2,HCPCS_CD_3,LINE_NCH_PMT_AMT_1,LINE_NCH_PMT_AMT_2,LINE_NCH_PMT_AMT_3,LINE_ALOWD_CHRG_AMT_1,LINE_ALOWD_CHRG_AMT_2,LINE_PRCSG_IND_CD_1,LINE_PRCSG_IND_CD_2,LINE_ICD9_DGNS_CD_1,LINE_ICD9_DGNS_CD_2\n"+
		"P,887,20090822,20090822,V5883,V5861,1111111111,2222222222,85610,36415,,20.00,0.00,0.00,25.00,3.00,A,C,V5861,V5883\n")
	require.Equal(t, []*rules.Claim{{ID: "887", Setting: rules.Professional, Payer: rules.Medicare, ICD: rules.ICD9, Patient: rules.Patient{ID: "P"}, From: day("2009-08-22"), Through: day("2009-08-22"),
		Diagnoses: []rules.Diagnosis{{Code: "V5883"}, {Code: "V5861"}}, Adjudicated: true,
		Lines: []rules.Line{{Code: "85610", RenderingNPI: "1111111111", Pointers: []int{2}, Paid: 2000, Allowed: 2500}, {Code: "36415", RenderingNPI: "2222222222", Pointers: []int{1}, Allowed: 300, Denied: true, DenialReason: "C"}}}}, got)
	got, _ = claims(t, "DESYNPUF_ID,CLM_ID,SEGMENT,CLM_FROM_DT,CLM_THRU_DT,PRVDR_NUM,CLM_PMT_AMT,ICD9_DGNS_CD_1,HCPCS_CD_1,HCPCS_CD_2\nP,5,1,20100312,20100312,X,50.00,7802,99213,85025\n")
	require.Equal(t, rules.Outpatient, got[0].Setting)
	require.Equal(t, []rules.Line{{Code: "99213"}, {Code: "85025"}}, got[0].Lines)
}

// TestSynthea: the files of its CSV exporter, joined and each alone.
func TestSynthea(t *testing.T) {
	head := "Id,PATIENTID,PROVIDERID,PRIMARYPATIENTINSURANCEID,SECONDARYPATIENTINSURANCEID,DEPARTMENTID,PATIENTDEPARTMENTID,DIAGNOSIS1,DIAGNOSIS2,DIAGNOSIS3,DIAGNOSIS4,DIAGNOSIS5,DIAGNOSIS6,DIAGNOSIS7,DIAGNOSIS8,REFERRINGPROVIDERID,APPOINTMENTID,CURRENTILLNESSDATE,SERVICEDATE,SUPERVISINGPROVIDERID,STATUS1,STATUS2,STATUSP,OUTSTANDING1,OUTSTANDING2,OUTSTANDINGP,LASTBILLEDDATE1,LASTBILLEDDATE2,LASTBILLEDDATEP,HEALTHCARECLAIMTYPEID1,HEALTHCARECLAIMTYPEID2\n" +
		"c2,p2,d,,,1,1,44054006,,,,,,,,,e,2021-03-01T10:00:00Z,2021-03-01T10:00:00Z,d,CLOSED,,,0,,,,,,2,0\nc1,p1,d,,,1,1,59621000,44054006,,,,,,,,e,2021-03-01T10:00:00Z,2021-03-01T10:00:00Z,d,CLOSED,,,0,,,,,,1,0\n"
	lines := "ID,CLAIMID,CHARGEID,PATIENTID,TYPE,AMOUNT,METHOD,FROMDATE,TODATE,PLACEOFSERVICE,PROCEDURECODE,MODIFIER1,MODIFIER2,DIAGNOSISREF1,DIAGNOSISREF2,DIAGNOSISREF3,DIAGNOSISREF4,UNITS,DEPARTMENTID,NOTES,UNITAMOUNT,TRANSFEROUTID,TRANSFERTYPE,PAYMENTS,ADJUSTMENTS,TRANSFERS,OUTSTANDING,APPOINTMENTID,LINENOTE,PATIENTINSURANCEID,FEESCHEDULEID,PROVIDERID,SUPERVISINGPROVIDERID\n" +
		"t1,c1,1,p1,CHARGE,85.55,,2021-03-01T10:00:00Z,2021-03-01T10:15:00Z,o,162673000,,,1,2,,,1,1,\"General examination, of patient\",85.55,,,,,,,e,,,1,d,d\nt2,c1,1,p1,PAYMENT,,ECHECK,2021-03-01T10:00:00Z,,o,162673000,,,,,,,,,,,,,60.55,,,,e,,,1,d,d\nt3,c2,1,p2,CHARGE,10,,2021-03-01T10:00:00Z,2021-03-02T10:15:00Z,o,71388002,,,1,,,,2,1,,5,,,,,,,e,,,1,d,d\n"
	c1 := &rules.Claim{ID: "c1", Setting: rules.Professional, Patient: rules.Patient{ID: "p1"}, From: day("2021-03-01"), Diagnoses: []rules.Diagnosis{{Code: "59621000"}, {Code: "44054006"}}, Charge: 8555, Adjudicated: true, Paid: 6055,
		Lines: []rules.Line{{Code: "162673000", CodeList: "SCT", Units: 1, Charge: 8555, From: day("2021-03-01"), Pointers: []int{1, 2}, Note: "General examination, of patient", Paid: 6055}}}
	c2 := &rules.Claim{ID: "c2", Setting: rules.Outpatient, Patient: rules.Patient{ID: "p2"}, From: day("2021-03-01"), Diagnoses: []rules.Diagnosis{{Code: "44054006"}}, Charge: 1000,
		Lines: []rules.Line{{Code: "71388002", CodeList: "SCT", Units: 2, Charge: 1000, From: day("2021-03-01"), Through: day("2021-03-02"), Pointers: []int{1}}}}
	got, errs := joinAll(t, map[string]string{"claims.csv": head, "claims_transactions.csv": lines}, claimfile.Options{})
	require.Empty(t, errs)
	require.Equal(t, []*rules.Claim{c1, c2}, got)
	alone, _ := claims(t, head)
	require.Len(t, alone, 2)
	require.Empty(t, alone[0].Lines)
	require.Equal(t, claimfile.Synthea, claimfile.FormatOf([]byte(head)))

	got, errs = joinAll(t, map[string]string{
		"encounters.csv": "Id,START,STOP,PATIENT,ORGANIZATION,PROVIDER,PAYER,ENCOUNTERCLASS,CODE,DESCRIPTION,BASE_ENCOUNTER_COST,TOTAL_CLAIM_COST,PAYER_COVERAGE,REASONCODE,REASONDESCRIPTION\ne1,2021-03-01T10:00:00Z,2021-03-04T10:00:00Z,p1,o,d,y,inpatient,185347001,Stay,100.00,1200.50,900.00,22298006,Infarction\n",
		"conditions.csv": "START,STOP,PATIENT,ENCOUNTER,SYSTEM,CODE,DESCRIPTION\n2021-03-01,,p1,e1,http://snomed.info/sct,22298006,Infarction\n2021-03-01,,p1,e1,http://snomed.info/sct,44054006,Diabetes\n",
		"procedures.csv": "START,STOP,PATIENT,ENCOUNTER,SYSTEM,CODE,DESCRIPTION,BASE_COST,REASONCODE,REASONDESCRIPTION\n2021-03-02T10:00:00Z,2021-03-02T11:00:00Z,p1,e1,s,415070008,PCI,700.25,22298006,x\n",
	}, claimfile.Options{})
	require.Empty(t, errs)
	require.Equal(t, []*rules.Claim{{ID: "e1", Setting: rules.Inpatient, Patient: rules.Patient{ID: "p1"}, From: day("2021-03-01"), Through: day("2021-03-04"), Admission: day("2021-03-01"), Discharge: day("2021-03-04"),
		Diagnoses: []rules.Diagnosis{{Code: "22298006"}, {Code: "44054006"}}, Lines: []rules.Line{{Code: "415070008", CodeList: "SCT", Units: 1, Charge: 70025, From: day("2021-03-02"), Note: "PCI"}}, Charge: 120050, Adjudicated: true, Paid: 90000}}, got)
}
