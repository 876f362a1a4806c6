package cpt

import (
	"iter"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/internal/enum"
)

// A Visit is what an evaluation and management code stands for. Level and time
// are facts that CMS adopted with the framework of 2021 and 2023.
type Visit struct {
	Code    Code           `json:"code"`
	Period  medcode.Period `json:"period"` // of services for which Level and Minutes hold
	Family  Family         `json:"family"`
	Patient Patient        `json:"patient"`
	Level   Level          `json:"level"`             // of medical decision making
	Minutes int            `json:"minutes,omitempty"` // total time on the day that must be met or exceeded in place of Level; 0 where time doesn't count
	Most    int            `json:"most,omitempty"`    // minutes at most, where a code has a ceiling
}

// Citation names where CMS published what the visit says.
func (v Visit) Citation() string {
	switch {
	case v.Family == OfficeVisit:
		return "CMS-1715-F, 84 FR 62568 (November 15, 2019), section II.P; Medicare Claims Processing Manual, chapter 12, section 30.6.1"
	case v.Family == Telemedicine, v.Family == TelephoneMedicine:
		return "CMS-1807-F, 89 FR 97710 (December 9, 2024), section II.D"
	case v.Period.From == in2024:
		return "CMS-1784-F, 88 FR 78818 (November 16, 2023); Medicare Claims Processing Manual, chapter 12, section 30.6"
	}
	return "CMS-1770-F, 87 FR 69404 (November 18, 2022), section II.F; Medicare Claims Processing Manual, chapter 12, section 30.6"
}

// A Family is the setting of a visit.
type Family string

// The families.
const (
	OfficeVisit            Family = "office or other outpatient"
	HospitalCare           Family = "hospital inpatient or observation"
	SameDayCare            Family = "hospital admission and discharge on one day"
	HospitalDischarge      Family = "hospital discharge"
	OutpatientConsultation Family = "outpatient consultation"
	InpatientConsultation  Family = "inpatient consultation"
	EmergencyVisit         Family = "emergency department"
	CriticalCare           Family = "critical care"
	NursingFacility        Family = "nursing facility"
	NursingDischarge       Family = "nursing facility discharge"
	HomeVisit              Family = "home or residence"
	Telemedicine           Family = "telemedicine with video"
	TelephoneMedicine      Family = "telemedicine by audio only"
)

// A Patient is whether a visit is the first.
type Patient string

// The values of Patient.
const (
	AnyPatient  Patient = ""
	New         Patient = "new" // no professional service by the group and specialty in three years
	Established Patient = "established"
	Initial     Patient = "initial"    // first of a stay
	Subsequent  Patient = "subsequent" // later in a stay
)

// A Level is a level of medical decision making.
type Level uint8

// The levels.
const (
	NoLevel Level = iota // the code isn't chosen by decision making
	Straightforward
	Low
	Moderate
	High
)

// String returns "straightforward", "low", "moderate", "high" or "".
func (l Level) String() string {
	if int(l) >= len(levelNames) {
		return ""
	}
	return levelNames[l]
}

var levelNames = [...]string{"", "straightforward", "low", "moderate", "high"}

// MarshalText implements [encoding.TextMarshaler].
func (l Level) MarshalText() ([]byte, error) { return []byte(l.String()), nil }

// UnmarshalText implements [encoding.TextUnmarshaler]: a name as String gives it.
func (l *Level) UnmarshalText(b []byte) error { return enum.Parse(l, b, levelNames[:]) }

// Visit returns what an evaluation and management code stands for on a date of
// service, and whether it is one that has level and time by the framework in
// force since 2021 (office visits) or 2023 (others). The zero date stands
// for the framework that is in force without end.
func (c Code) Visit(on medcode.Date) (Visit, bool) {
	text := c.String()
	for i := range visits {
		v := &visits[i]
		if v.code == text && (v.period.Contains(on) || on.IsZero() && v.period.To.IsZero()) {
			return v.visit(), true
		}
	}
	return Visit{}, false
}

// Visits yields all visits, a code once for each period.
func Visits() iter.Seq[Visit] {
	return func(yield func(Visit) bool) {
		for i := range visits {
			if !yield(visits[i].visit()) {
				return
			}
		}
	}
}

type visitRow struct {
	code    string
	period  medcode.Period
	family  Family
	patient Patient
	level   Level
	minutes int
	most    int
}

func (v *visitRow) visit() Visit {
	return Visit{MustParse(v.code), v.period, v.family, v.patient, v.level, v.minutes, v.most}
}

var (
	in2021 = medcode.NewDate(2021, 1, 1)
	in2023 = medcode.NewDate(2023, 1, 1)
	in2024 = medcode.NewDate(2024, 1, 1)
	in2025 = medcode.NewDate(2025, 1, 1)

	since2021 = medcode.Period{From: in2021}
	since2023 = medcode.Period{From: in2023}
	only2023  = medcode.Period{From: in2023, To: in2024.AddDays(-1)}
	since2024 = medcode.Period{From: in2024}
	since2025 = medcode.Period{From: in2025}
)

var visits = []visitRow{
	{"99202", since2021, OfficeVisit, New, Straightforward, 15, 0},
	{"99203", since2021, OfficeVisit, New, Low, 30, 0},
	{"99204", since2021, OfficeVisit, New, Moderate, 45, 0},
	{"99205", since2021, OfficeVisit, New, High, 60, 0},
	{"99211", since2021, OfficeVisit, Established, NoLevel, 0, 0},
	{"99212", since2021, OfficeVisit, Established, Straightforward, 10, 0},
	{"99213", since2021, OfficeVisit, Established, Low, 20, 0},
	{"99214", since2021, OfficeVisit, Established, Moderate, 30, 0},
	{"99215", since2021, OfficeVisit, Established, High, 40, 0},

	{"99221", since2023, HospitalCare, Initial, Low, 40, 0}, // or straightforward
	{"99222", since2023, HospitalCare, Initial, Moderate, 55, 0},
	{"99223", since2023, HospitalCare, Initial, High, 75, 0},
	{"99231", since2023, HospitalCare, Subsequent, Low, 25, 0}, // or straightforward
	{"99232", since2023, HospitalCare, Subsequent, Moderate, 35, 0},
	{"99233", since2023, HospitalCare, Subsequent, High, 50, 0},
	{"99234", since2023, SameDayCare, AnyPatient, Low, 45, 0}, // or straightforward
	{"99235", since2023, SameDayCare, AnyPatient, Moderate, 70, 0},
	{"99236", since2023, SameDayCare, AnyPatient, High, 85, 0},
	{"99238", since2023, HospitalDischarge, AnyPatient, NoLevel, 0, 30},
	{"99239", since2023, HospitalDischarge, AnyPatient, NoLevel, 31, 0},

	{"99242", since2023, OutpatientConsultation, AnyPatient, Straightforward, 20, 0},
	{"99243", since2023, OutpatientConsultation, AnyPatient, Low, 30, 0},
	{"99244", since2023, OutpatientConsultation, AnyPatient, Moderate, 40, 0},
	{"99245", since2023, OutpatientConsultation, AnyPatient, High, 55, 0},
	{"99252", since2023, InpatientConsultation, AnyPatient, Straightforward, 35, 0},
	{"99253", since2023, InpatientConsultation, AnyPatient, Low, 45, 0},
	{"99254", since2023, InpatientConsultation, AnyPatient, Moderate, 60, 0},
	{"99255", since2023, InpatientConsultation, AnyPatient, High, 80, 0},

	{"99281", since2023, EmergencyVisit, AnyPatient, NoLevel, 0, 0},
	{"99282", since2023, EmergencyVisit, AnyPatient, Straightforward, 0, 0},
	{"99283", since2023, EmergencyVisit, AnyPatient, Low, 0, 0},
	{"99284", since2023, EmergencyVisit, AnyPatient, Moderate, 0, 0},
	{"99285", since2023, EmergencyVisit, AnyPatient, High, 0, 0},
	{"99291", since2023, CriticalCare, AnyPatient, NoLevel, 30, 74},
	{"99292", since2023, CriticalCare, AnyPatient, NoLevel, 30, 0}, // each further

	{"99304", since2023, NursingFacility, Initial, Low, 25, 0}, // or straightforward
	{"99305", since2023, NursingFacility, Initial, Moderate, 35, 0},
	{"99306", only2023, NursingFacility, Initial, High, 45, 0},
	{"99306", since2024, NursingFacility, Initial, High, 50, 0},
	{"99307", since2023, NursingFacility, Subsequent, Straightforward, 10, 0},
	{"99308", only2023, NursingFacility, Subsequent, Low, 15, 0},
	{"99308", since2024, NursingFacility, Subsequent, Low, 20, 0},
	{"99309", since2023, NursingFacility, Subsequent, Moderate, 30, 0},
	{"99310", since2023, NursingFacility, Subsequent, High, 45, 0},
	{"99315", since2023, NursingDischarge, AnyPatient, NoLevel, 0, 30},
	{"99316", since2023, NursingDischarge, AnyPatient, NoLevel, 31, 0},

	{"99341", since2023, HomeVisit, New, Straightforward, 15, 0},
	{"99342", since2023, HomeVisit, New, Low, 30, 0},
	{"99344", since2023, HomeVisit, New, Moderate, 60, 0},
	{"99345", since2023, HomeVisit, New, High, 75, 0},
	{"99347", since2023, HomeVisit, Established, Straightforward, 20, 0},
	{"99348", since2023, HomeVisit, Established, Low, 30, 0},
	{"99349", since2023, HomeVisit, Established, Moderate, 40, 0},
	{"99350", since2023, HomeVisit, Established, High, 60, 0},

	{"98000", since2025, Telemedicine, New, Straightforward, 15, 0},
	{"98001", since2025, Telemedicine, New, Low, 30, 0},
	{"98002", since2025, Telemedicine, New, Moderate, 45, 0},
	{"98003", since2025, Telemedicine, New, High, 60, 0},
	{"98004", since2025, Telemedicine, Established, Straightforward, 10, 0},
	{"98005", since2025, Telemedicine, Established, Low, 20, 0},
	{"98006", since2025, Telemedicine, Established, Moderate, 30, 0},
	{"98007", since2025, Telemedicine, Established, High, 40, 0},
	{"98008", since2025, TelephoneMedicine, New, Straightforward, 15, 0},
	{"98009", since2025, TelephoneMedicine, New, Low, 30, 0},
	{"98010", since2025, TelephoneMedicine, New, Moderate, 45, 0},
	{"98011", since2025, TelephoneMedicine, New, High, 60, 0},
	{"98012", since2025, TelephoneMedicine, Established, Straightforward, 10, 0},
	{"98013", since2025, TelephoneMedicine, Established, Low, 20, 0},
	{"98014", since2025, TelephoneMedicine, Established, Moderate, 30, 0},
	{"98015", since2025, TelephoneMedicine, Established, High, 40, 0},
}
