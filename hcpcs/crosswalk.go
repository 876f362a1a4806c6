package hcpcs

import "iter"

// ByBETOS yields the codes that a BETOS group holds, in order.
func (r *Release) ByBETOS(b BETOS) iter.Seq[Code] {
	return r.where(func(rec *Record) bool { return rec.BETOS == b })
}

// ByTypeOfService yields the codes that may be filed under a type of service,
// in order.
func (r *Release) ByTypeOfService(t TypeOfService) iter.Seq[Code] {
	return r.where(func(rec *Record) bool {
		for _, x := range rec.TypesOfService {
			if x == t {
				return true
			}
		}
		return false
	})
}

func (r *Release) where(match func(*Record) bool) iter.Seq[Code] {
	return func(yield func(Code) bool) {
		r := r.full()
		for i := range r.codes {
			if match(&r.codes[i]) && !yield(r.codes[i].Code) {
				return
			}
		}
	}
}
