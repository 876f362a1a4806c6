package mce

import "github.com/medcode/medcode/rules"

// An entry is what the rule of an edit says beside its name.
type entry struct {
	edit Edit

	id, name string
	number   string // of the edit in chapter 1 of the manual; "" where the manual has dropped it
	says     string
	example  string
	clause   string // follows the code in a message
	way      string // the way out

	severity    rules.Severity
	disposition rules.Disposition

	// The flags that the edit turns on, of diagnoses and of procedures: the
	// rule is in force while rows carry them. None: as long as the release.
	diagnosis, procedure Flags
}

// entries holds the edits in the order of the manual. What contractors do about
// them is in the Medicare Claims Processing Manual, chapter 3, section 20.2.1.D:
// its text decided the dispositions of edits 1, 2, 9 and 11, the others follow
// their pattern: what a hospital can correct is returned, what needs a judgement
// suspended, what was only flagged for review passes with a warning.
var entries = []entry{
	{InvalidCode, "invalid-code", "Invalid diagnosis or procedure code", "1",
		"Every diagnosis and procedure must be a code that is valid on the day of discharge: an ICD-10-CM or ICD-10-PCS code of that fiscal year, complete to its last character. A place of blanks or zeros counts as empty, except the principal diagnosis.",
		"Diagnosis E10321 on a discharge of October 1, 2016: the code ended the day before.",
		"is not a valid code on the day of discharge", "look the code up in the code set of the fiscal year of discharge",
		rules.Error, rules.ReturnToProvider, 0, 0},
	{InvalidAdmitting, "invalid-admitting-diagnosis", "Invalid admitting diagnosis", "1",
		"The admitting diagnosis, where there is one, must be a code that is valid on the day of discharge. The editor reports it without holding the claim.",
		"Admitting diagnosis I50.", "is not a valid code on the day of discharge", "look the code up in the code set of the fiscal year of discharge",
		rules.Warning, rules.ReturnToProvider, 0, 0},
	{ExternalCauseAsPrincipal, "external-cause-as-principal", "External cause as principal diagnosis", "2",
		"A code for the circumstances of an injury (V to Y in ICD-10-CM, E in ICD-9-CM) says how it came about and not what it is, and may not be the principal diagnosis.",
		"Principal diagnosis W1830XA, fall on same level.", "is an external cause and may not be the principal diagnosis", "put the injury first and the external cause after it",
		rules.Error, rules.ReturnToProvider, ecodepdx, 0},
	{DuplicateOfPrincipal, "duplicate-of-principal", "Duplicate of the principal diagnosis", "3",
		"A secondary diagnosis may not repeat the principal diagnosis, where it might count as a complication of itself.",
		"I2510 first and I2510 again third.", "repeats the principal diagnosis", "remove the repetition",
		rules.Error, rules.Warn, 0, 0},
	{AgeConflict, "age-conflict", "Age conflict", "4",
		"Some diagnoses occur only at certain ages: those of the newborn at 0, pediatric ones from 0 to 17, those of pregnancy from 9 to 64 (12 to 55 before October 1, 2019), adult ones from 15 to 124. One outside its range means that the diagnosis or the age is wrong.",
		"A33, tetanus of the newborn, on a patient of 40.", "does not occur at the patient's age", "check the birth date, then the diagnosis",
		rules.Error, rules.ReturnToProvider, newborn | pediatric | maternity | adult, 0},
	{SexConflict, "sex-conflict", "Sex conflict", "5",
		"Some diagnoses and procedures occur only in one sex. One that contradicts the patient's, or that meets an unknown sex, means that the code or the sex is wrong. CMS ended this edit for discharges from October 1, 2024.",
		"C61, cancer of the prostate, on a woman, discharged September 30, 2024.", "does not occur in the patient's sex", "check the sex, then the code",
		rules.Error, rules.ReturnToProvider, male | female, male | female},
	{ManifestationAsPrincipal, "manifestation-as-principal", "Manifestation as principal diagnosis", "6",
		"A code for the manifestation of a disease may not be the principal diagnosis; the disease comes first.",
		"Principal diagnosis D630, anemia in neoplastic disease.", "is a manifestation and may not be the principal diagnosis", "put the underlying disease first",
		rules.Error, rules.ReturnToProvider, manifestation, 0},
	{NonspecificPrincipal, "nonspecific-principal", "Nonspecific principal diagnosis", "7",
		"In the ICD-9 years, a principal diagnosis not otherwise specified was flagged for review, unless the patient died.",
		"ICD-9 principal diagnosis 7999 in 2006.", "is nonspecific as a principal diagnosis", "report a more specific code where the record supports one",
		rules.Note, rules.Warn, nonspecific, 0},
	{QuestionableAdmission, "questionable-admission", "Questionable admission", "8 A",
		"Some diagnoses do not usually justify admission to an acute-care hospital, and are questioned as principal diagnosis.",
		"Principal diagnosis I10, hypertension.", "does not usually justify an admission", "check that the principal diagnosis is the condition that occasioned the admission",
		rules.Warning, rules.Suspend, qadm, 0},
	{QuestionableObstetric, "questionable-obstetric-admission", "Questionable obstetric admission", "8 B",
		"A cesarean section or vaginal delivery needs a secondary diagnosis for the outcome of delivery (Z37).",
		"10E0XZZ, delivery, without a Z37 code after the principal diagnosis.", "is a delivery, and no secondary diagnosis gives its outcome", "add the Z37 code for the outcome of delivery",
		rules.Error, rules.ReturnToProvider, 0, csect | vagdel},
	{UnacceptablePrincipal, "unacceptable-principal", "Unacceptable principal diagnosis", "9",
		"Codes for circumstances that influence health, such as a family history, and others that are no current illness or injury may not be the principal diagnosis.",
		"Principal diagnosis Z370, single live birth.", "is not acceptable as principal diagnosis", "put the condition that occasioned the admission first",
		rules.Error, rules.ReturnToProvider, unacceptable, 0},
	{RequiresSecondary, "requires-secondary", "Principal diagnosis requires a secondary", "9",
		"A few codes are acceptable as principal diagnosis only beside a secondary diagnosis that says what the care was for.",
		"Z5189, other specified aftercare, as the only diagnosis.", "as principal diagnosis needs a secondary diagnosis beside it", "add the diagnosis that the care was for",
		rules.Error, rules.ReturnToProvider, reqsdx, 0},
	{NonspecificOR, "nonspecific-or-procedure", "Nonspecific operating-room procedure", "10",
		"In the ICD-9 years, operating-room procedures not otherwise specified were flagged for review where the claim had no specific one.",
		"ICD-9 procedure 8100 in 2006 alone.", "is a nonspecific operating-room procedure, and the claim has no specific one", "report a more specific code where the record supports one",
		rules.Note, rules.Warn, 0, nonspecific},
	{NonCovered, "non-covered", "Non-covered procedure", "11",
		"Medicare does not pay for some procedures at all, and for others only or not beside certain codes: a pancreas transplant only with a kidney transplant or type 1 diabetes, autologous bone marrow not for certain leukemias, sterilization not as such (Z302), lumbar artificial discs not over age 60.",
		"0U570ZZ, destruction of both fallopian tubes, with Z302, encounter for sterilization.", "is not covered by Medicare in this case", "take the procedure and its charges off the covered claim (type of bill 11x) and bill them as non-covered (110) where a denial is wanted",
		rules.Error, rules.ReturnToProvider, 0, noncovered | ncov2 | ncov3 | ncov45 | ncov6 | ncov7 | ncovZ302 | ncov8 | ncov12agele60 | ncov13a | artHeart | artHeartA},
	{OpenBiopsy, "open-biopsy", "Open biopsy check", "12",
		"In the ICD-9 years, open biopsies were flagged for review, to tell them from needle and endoscopic ones.",
		"ICD-9 procedure 0112 in 2009.", "is an open biopsy", "confirm that the biopsy was open",
		rules.Note, rules.Warn, 0, biopsy},
	{Bilateral, "bilateral-procedure", "Bilateral procedure", "13",
		"In the ICD-9 years, two different joint procedures of the lower limbs under a musculoskeletal principal diagnosis were flagged, since the codes do not say whether both were on one joint.",
		"ICD-9 procedures 8151 and 8154 under principal diagnosis 71535.", "is one of several joint procedures that may be on one joint or two", "confirm that the procedures were on two joints",
		rules.Note, rules.Warn, 0, bilateral},
	{InvalidAge, "invalid-age", "Invalid age", "14",
		"The patient's age must be from 0 to 124 years.", "A birth date after the admission.", "", "correct the birth date",
		rules.Error, rules.ReturnToProvider, 0, 0},
	{InvalidSex, "invalid-sex", "Invalid sex", "15",
		"The patient's sex must be given. For discharges from October 1, 2024 it may be unknown.", "Sex unknown on a discharge in 2023.", "", "give the patient's sex",
		rules.Error, rules.ReturnToProvider, 0, 0},
	{InvalidDischargeStatus, "invalid-discharge-status", "Invalid discharge status", "16",
		"The patient discharge status must be one that was in use on the day of discharge.", "Discharge status 08 after September 30, 2005.", "", "give a status in use on the day of discharge",
		rules.Error, rules.ReturnToProvider, 0, 0},
	{LimitedCoverage, "limited-coverage", "Limited coverage", "17",
		"Medicare covers certain costly procedures, transplants above all, only in hospitals approved for them and under conditions.",
		"02YA0Z0, heart transplant.", "is covered by Medicare only in approved hospitals and under conditions", "confirm that the hospital is approved and the conditions are met",
		rules.Warning, rules.Suspend, 0, lcov | ncov45 | artHeartA},
	limited(LimitedArtificialHeart, "artificial-heart", "artificial heart", "3752", artHeart),
	limited(LimitedHeartLungTransplant, "heart-lung-transplant", "combined heart and lung transplant", "336", lcovHeartLung),
	limited(LimitedHeartImplant, "heart-implant", "heart assist system", "3766", lcovHeartSystem),
	limited(LimitedHeartTransplant, "heart-transplant", "heart transplant", "3751", lcovHeart),
	limited(LimitedIntestineTransplant, "intestine-transplant", "intestine or multivisceral transplant", "4697", lcovIntestine),
	limited(LimitedKidneyTransplant, "kidney-transplant", "kidney transplant", "5569", lcovKidney),
	limited(LimitedLiverTransplant, "liver-transplant", "liver transplant", "5059", lcovLiver),
	limited(LimitedLungTransplant, "lung-transplant", "lung transplant", "3350", lcovLung),
	limited(LimitedLungVolumeReduction, "lung-volume-reduction", "lung volume reduction", "3222", lcovLungReduction),
	limited(LimitedPancreasTransplant, "pancreas-transplant", "pancreas transplant", "5280", lcovPancreas),
	{WrongProcedure, "wrong-procedure", "Wrong procedure performed", "18",
		"The external causes Y65.51, Y65.52 and Y65.53 say that the wrong procedure was done, or on the wrong patient or side. Medicare does not pay for these.",
		"Y6551 among the diagnoses.", "says that a wrong procedure was performed", "bill the surgical error as non-covered (type of bill 110), apart from the covered care",
		rules.Error, rules.Deny, wrngproc, 0},
	{InconsistentLengthOfStay, "inconsistent-length-of-stay", "Procedure inconsistent with length of stay", "19",
		"Ventilation of more than 96 consecutive hours needs a stay of at least five days (in ICD-9, four).",
		"5A1955Z on a stay of 3 days.", "takes longer than the stay lasted", "check the hours of ventilation and the dates of the stay",
		rules.Error, rules.ReturnToProvider, 0, los},
	{Unspecified, "unspecified-code", "Unspecified code", "20",
		"From April 1, 2022, a code of unspecified laterality is questioned where its family has codes for right, left or bilateral, wherever it stands.",
		"H05019, cellulitis of unspecified orbit.", "leaves the side open, and its family has codes for right, left or bilateral", "report the side, or the remark that it can't be determined",
		rules.Error, rules.ReturnToProvider, unspecified, 0},
	{SecondaryPayer, "secondary-payer", "Medicare as secondary payer", "",
		"In the ICD-9 years, certain diagnoses of injury drew attention to other insurance that might have to pay first.",
		"ICD-9 diagnosis 8500 in 1999.", "suggests that another insurer may have to pay first", "ask whether another insurer is liable",
		rules.Note, rules.Warn, msp, 0},
}

func limited(e Edit, id, organ, code string, f Flags) entry {
	return entry{e, "limited-coverage-" + id, "Limited coverage: " + organ, "17",
		"In the ICD-9 years, limited coverage named what it was about: " + organ + ", covered only in approved hospitals and under conditions.",
		"ICD-9 procedure " + code + ".", "is covered by Medicare only in approved hospitals and under conditions", "confirm that the hospital is approved and the conditions are met",
		rules.Warning, rules.Suspend, 0, f}
}
