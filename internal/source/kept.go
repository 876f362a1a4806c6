package source

import "io/fs"

// A Kept is a folder whose zips are decompressed once: [Walk] remembers what
// the files in them hold, for the walks after it. It is for one program that
// walks the same files many times, one walk at a time, and holds them as long as
// it is held. What a walk asks of limits doesn't change.
type Kept struct {
	fs.FS
	m *memory
}

// memory is what is kept, by path.
type memory struct {
	files map[string][]byte
	room  int
}

// Keep returns fsys as one that keeps up to that many bytes of files in zips.
func Keep(fsys fs.FS, most int) Kept { return Kept{fsys, &memory{map[string][]byte{}, most}} }

// With returns another view of the same files, such as one that shows fewer of
// them, with the memory of k.
func (k Kept) With(fsys fs.FS) Kept { return Kept{fsys, k.m} }

func (m *memory) get(path string) (data []byte, ok bool) {
	if m == nil {
		return nil, false
	}
	data, ok = m.files[path]
	return data, ok
}

func (m *memory) put(path string, data []byte) {
	if m == nil || len(data) > m.room {
		return
	}
	m.files[path] = data
	m.room -= len(data)
}
