// Package mpfs reads the Medicare Physician Fee Schedule and computes what
// Medicare allows for a service.
//
// The fee schedule gives every service three relative value units (RVU): the
// physician's work, the practice expense (PE), which differs between a facility
// that pays for staff and room itself and all other places, and malpractice
// insurance (MP). Each is multiplied by the geographic practice cost index
// (GPCI) of the payment locality, and their sum by the conversion factor, an
// amount of dollars:
//
//	amount = (work × work GPCI + PE × PE GPCI + MP × MP GPCI) × conversion factor
//
// Indicators beside the RVUs say what else holds: whether the service splits
// into a professional and a technical component, how long the global period of
// surgery is, and how payment changes when a service is one of several, done on
// both sides, or done by more than one surgeon. Anesthesia is paid by base and
// time units instead. Since 2026 there are two conversion factors, and two of
// anesthesia: the higher for qualifying participants in an advanced alternative
// payment model (Social Security Act, section 1848(d)(1)(A)), see
// [Line.Qualifying].
//
// [Read] reads what CMS publishes as RVU25D.zip: relative values (PPRRVU), GPCIs,
// localities and their counties, and anesthesia conversion factors, each as
// text, csv or workbook. [Release.Payment] prices a line, [Release.Payments] the
// lines of a day, with every step taken and the section of the manual it
// follows.
package mpfs
