package claimtest

import (
	"github.com/medcode/medcode"
	"github.com/medcode/medcode/rules"
)

// NPIs that pass the check digit, of nobody.
const (
	Hospital  = "1234567893"
	Clinician = "1245319599"
)

// Inpatient returns a valid claim for a stay of three days in a hospital: heart
// failure, with one procedure. Each call makes a new one, to be changed.
func Inpatient() *rules.Claim {
	return &rules.Claim{
		ID: "INPATIENT-1", Setting: rules.Inpatient, Payer: rules.Medicare, TypeOfBill: "0111", BillingNPI: Hospital, RenderingNPI: Clinician, OperatingNPI: Clinician,
		Patient: rules.Patient{ID: "1EG4TE5MK73", Birth: medcode.NewDate(1950, 1, 31), Sex: medcode.Female}, Member: "1EG4TE5MK73", Relationship: "18", MedicalRecord: "MR-1",
		From: Day.AddDays(-3), Through: Day, Admission: Day.AddDays(-3), AdmissionType: "1", AdmissionSource: "1", DischargeStatus: "01",
		Admitting: "R0602", Diagnoses: []rules.Diagnosis{{Code: "I5021", POA: "Y"}, {Code: "E119", POA: "Y"}}, Procedures: []rules.Procedure{{Code: "5A1935Z", Date: Day.AddDays(-2)}},
		Lines: []rules.Line{{Revenue: "0120", Units: 3, Measure: "DA", Charge: 300_000}, {Revenue: "0250", Units: 1, Measure: "UN", Charge: 20_000}}, Charge: 320_000,
	}
}

// Outpatient returns a valid claim of a hospital for a visit to its emergency
// department.
func Outpatient() *rules.Claim {
	return &rules.Claim{
		ID: "OUTPATIENT-1", Setting: rules.Outpatient, Payer: rules.Medicare, TypeOfBill: "0131", BillingNPI: Hospital, RenderingNPI: Clinician,
		Patient: rules.Patient{ID: "1EG4TE5MK73", Birth: medcode.NewDate(1950, 1, 31), Sex: medcode.Male}, Member: "1EG4TE5MK73", Relationship: "18",
		From: Day, Through: Day, AdmissionType: "1", AdmissionSource: "1", DischargeStatus: "01", Reasons: []string{"R079"}, Diagnoses: []rules.Diagnosis{{Code: "R079"}},
		Lines: []rules.Line{{Code: "99284", Revenue: "0450", Units: 1, Measure: "UN", Charge: 50_000, From: Day}}, Charge: 50_000,
	}
}

// Professional returns a valid claim of a clinician for a visit to the office.
func Professional() *rules.Claim {
	return &rules.Claim{
		ID: "PROFESSIONAL-1", Setting: rules.Professional, Payer: rules.Medicare, PlaceOfService: "11", FrequencyCode: "1", BillingNPI: Hospital, RenderingNPI: Clinician,
		Patient: rules.Patient{ID: "1EG4TE5MK73", Birth: medcode.NewDate(1950, 1, 31), Sex: medcode.Female}, Member: "1EG4TE5MK73", Relationship: "18",
		From: Day, Diagnoses: []rules.Diagnosis{{Code: "I10"}},
		Lines: []rules.Line{{Code: "99213", Units: 1, Measure: "UN", Charge: 10_000, From: Day, Pointers: []int{1}}}, Charge: 10_000,
	}
}

// With returns the claim after changing it: a valid claim with one thing wrong is
//
//	claimtest.With(claimtest.Professional(), func(c *rules.Claim) { c.Lines[0].Units = -1 })
func With(c *rules.Claim, changes ...func(*rules.Claim)) *rules.Claim {
	for _, change := range changes {
		change(c)
	}
	return c
}
