// Package recognise says what files are: it hands a file, a zip or a folder to
// every reader of the library, each of which knows its own by content, and
// gathers what they made of it. The examples are built on it.
package recognise

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"iter"
	"path"
	"slices"
	"strings"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/internal/source"
)

// A Set is what one reader found.
type Set struct {
	System      string // "ICD-10-CM"
	Kind        string // which files of it: "order, codes, addenda"
	Release     string // as its publisher names it; empty where the files don't say
	Effective   medcode.Period
	Codes       int     // that may be reported
	Headers     int     // codes with others below them, which may not
	Counts      []Count // what else there is
	Diagnostics []medcode.Diagnostic
	Files       []string

	// Value is what the reader returned, such as a *cm.Release; nil for a
	// document, or a part that can't be read without others.
	Value any
}

// A Count is how many of something a set has.
type Count struct {
	Name string // as a key of JSON: "modifiers", "poaExempt"
	N    int
}

// A Report is what is known of a place.
type Report struct {
	Sets   []Set
	Errors []error // of files that are damaged, or of no known kind
}

// Read recognises the files of fsys. A folder of nothing but folders is taken
// folder by folder; otherwise files that make up a release are read as one,
// and those that can't be, since they are of several releases, one by one.
func Read(fsys fs.FS, opts medcode.ReadOptions) Report {
	var all Report
	for r := range Each(fsys, opts) {
		all.Sets, all.Errors = append(all.Sets, r.Sets...), append(all.Errors, r.Errors...)
	}
	return all
}

// Each yields what [Read] returns folder by folder, each as soon as it is read.
func Each(fsys fs.FS, opts medcode.ReadOptions) iter.Seq[Report] {
	return func(yield func(Report) bool) {
		entries, err := fs.ReadDir(fsys, ".")
		if err != nil {
			yield(Report{Errors: []error{err}})
			return
		}
		if !slices.ContainsFunc(entries, isFolder) || slices.ContainsFunc(entries, isFile) {
			yield(unit(fsys, entries, opts))
			return
		}
		for _, e := range entries {
			if !isFolder(e) {
				continue
			}
			sub, err := fs.Sub(fsys, e.Name())
			if err != nil {
				yield(Report{Errors: []error{err}})
				return
			}
			for r := range Each(sub, opts) {
				var one Report
				one.add(e.Name(), r)
				if !yield(one) {
					return
				}
			}
		}
	}
}

// add takes the report of a folder.
func (r *Report) add(folder string, sub Report) {
	for _, s := range sub.Sets {
		for i := range s.Files {
			s.Files[i] = path.Join(folder, s.Files[i])
		}
		r.Sets = append(r.Sets, s)
	}
	for _, err := range sub.Errors {
		if fileOf(err) == "" {
			err = &medcode.FileError{File: folder, Err: err}
		} else {
			err = fmt.Errorf("%s/%w", folder, err)
		}
		r.Errors = append(r.Errors, err)
	}
}

func isFolder(e fs.DirEntry) bool { return e.IsDir() && !strings.HasPrefix(e.Name(), ".") }
func isFile(e fs.DirEntry) bool   { return !e.IsDir() && !strings.HasPrefix(e.Name(), ".") }

// A work is the reading of one unit.
type work struct {
	fsys    source.Kept // decompressed once for all readers
	opts    medcode.ReadOptions
	leaves  []leaf
	taken   map[string]string // by file: the family of readers that took it
	damaged map[string]error  // by file: the error of the reader that came furthest in it
	report  Report
}

// A leaf is a file, of a zip perhaps, and how it begins.
type leaf struct {
	path string
	kind source.Kind
	head []byte
}

// headBytes is how much of a file is kept to say what it is.
const headBytes = 4096

func unit(fsys fs.FS, entries []fs.DirEntry, opts medcode.ReadOptions) Report {
	w := &work{fsys: source.Keep(fsys, mostKept), opts: opts, taken: map[string]string{}, damaged: map[string]error{}}
	manuals := map[string]bool{}
	for _, e := range entries {
		err := source.Walk(w.only(e.Name()), opts, func(e *source.Entry) error {
			data, err := e.Bytes()
			if err != nil || strings.HasPrefix(e.Base(), ".") {
				return err
			}
			head := slices.Clone(data[:min(len(data), headBytes)])
			w.leaves = append(w.leaves, leaf{path: e.Path, kind: source.Sniff(data), head: head})
			if isManual(head) {
				manuals[container(e.Path)] = true
			}
			return nil
		})
		if err != nil {
			w.report.Errors = append(w.report.Errors, err)
			entries = slices.DeleteFunc(slices.Clone(entries), func(d fs.DirEntry) bool { return d.Name() == e.Name() })
		}
	}
	if len(w.leaves) == 0 && len(w.report.Errors) == 0 {
		return Report{Errors: []error{&medcode.FileError{File: source.Name(fsys), Err: fmt.Errorf("the folder has no files; want release files, or zips of them as published: %w", medcode.ErrNoFile)}}}
	}
	w.manuals(manuals)
	var names []string
	for _, e := range entries {
		if !manuals[e.Name()] {
			names = append(names, e.Name())
		}
	}
	if len(names) > 0 && !manuals["."] {
		for i := range readers {
			w.read(&readers[i], names)
		}
	}
	w.rest()
	return w.report
}

// container returns the top zip that a path lies in, or its folder.
func container(name string) string {
	if zip, _, ok := strings.Cut(name, "!"); ok {
		return zip
	}
	return path.Dir(name)
}

// read runs one reader. A file that it finds damaged, or of another release
// than those before, it is given by itself.
func (w *work) read(r *reader, names []string) {
	var alone []string
	for {
		sets, err := r.read(w.only(names...), w.opts)
		if err == nil {
			w.add(r, sets)
			break
		}
		name := top(fileOf(err))
		if foreign(err) || len(names) == 1 || !slices.Contains(names, name) {
			w.failed(err)
			break
		}
		alone = append(alone, name)
		names = slices.DeleteFunc(slices.Clone(names), func(n string) bool { return n == name })
	}
	for _, name := range alone {
		sets, err := r.read(w.only(name), w.opts)
		w.failed(err)
		w.add(r, sets)
	}
}

// foreign reports whether an error says that there was nothing of a reader's own.
func foreign(err error) bool {
	var fe *medcode.FileError
	return errors.Is(err, medcode.ErrNoFile) || errors.Is(err, medcode.ErrLayout) && !errors.As(err, &fe)
}

func fileOf(err error) string {
	if fe := (*medcode.FileError)(nil); errors.As(err, &fe) {
		return fe.File
	}
	return ""
}

func lineOf(err error) int {
	if fe := (*medcode.FileError)(nil); errors.As(err, &fe) {
		return fe.Line
	}
	return 0
}

// top returns the first element of the path of a file.
func top(file string) string {
	file, _, _ = strings.Cut(file, "!")
	file, _, _ = strings.Cut(file, "/")
	return file
}

func (w *work) failed(err error) {
	if err == nil || foreign(err) {
		return
	}
	file := fileOf(err)
	if before, ok := w.damaged[file]; !ok || lineOf(before) < lineOf(err) {
		w.damaged[file] = err
	}
}

// add takes the sets of a reader, but for those of files that an earlier one
// has taken, or knew for its own and found damaged further down.
func (w *work) add(r *reader, sets []Set) {
	for _, s := range sets {
		if !slices.ContainsFunc(s.Files, func(f string) bool { return w.free(r, f) }) {
			continue
		}
		for _, f := range s.Files {
			w.taken[f] = r.family
		}
		for _, d := range s.Diagnostics { // known to the reader, which has no use for it
			if d.Kind == medcode.KindUnusedFile && w.taken[d.File] == "" {
				w.taken[d.File] = r.family
			}
		}
		w.report.Sets = append(w.report.Sets, s)
	}
}

func (w *work) free(r *reader, file string) bool {
	if err, bad := w.damaged[file]; bad && errors.Is(err, medcode.ErrSyntax) {
		return false
	}
	return w.taken[file] == "" || w.taken[file] == r.family
}

// rest says what became of the files that no reader took. The same table in
// another format stands beside many a file.
func (w *work) rest() {
	stems := map[string]bool{}
	for f := range w.taken {
		stems[stem(f)] = true
	}
	for _, l := range w.leaves {
		if stems[stem(l.path)] && w.taken[l.path] == "" {
			w.taken[l.path] = "twin"
		}
	}
	for _, l := range w.leaves {
		if _, ok := unread(l); (ok || isReadMe(l)) && w.taken[l.path] == "" {
			delete(w.damaged, l.path) // whatever a reader took it for
		}
	}
	for _, file := range sortedKeys(w.damaged) {
		if w.taken[file] == "" {
			w.taken[file] = "damaged"
			w.report.Errors = append(w.report.Errors, w.damaged[file])
		}
	}
	var unknown []leaf
	for _, l := range w.leaves {
		if w.taken[l.path] != "" {
			continue
		}
		if s, ok := document(l); ok {
			w.taken[l.path] = "document"
			if len(w.report.Sets) == 0 || s.Diagnostics != nil {
				w.join(s)
			}
			continue
		}
		unknown = append(unknown, l)
	}
	w.sift()
	if len(w.report.Sets) == 0 && len(w.report.Errors) == 0 {
		w.report.Errors = append(w.report.Errors, nothing(unknown))
	}
}

// join adds a document, to one of the same kind beside it where there is one.
func (w *work) join(s Set) {
	for i := range w.report.Sets {
		t := &w.report.Sets[i]
		if t.Value == nil && t.System == s.System && t.Kind == s.Kind && container(t.Files[0]) == container(s.Files[0]) {
			t.Files, t.Diagnostics = append(t.Files, s.Files...), append(t.Diagnostics, s.Diagnostics...)
			return
		}
	}
	w.report.Sets = append(w.report.Sets, s)
}

func stem(file string) string { return strings.TrimSuffix(file, path.Ext(file)) }

// sift leaves out what readers say of files that aren't theirs but another's.
func (w *work) sift() {
	told := map[string]bool{}
	for i := range w.report.Sets {
		s := &w.report.Sets[i]
		s.Diagnostics = slices.DeleteFunc(slices.Clone(s.Diagnostics), func(d medcode.Diagnostic) bool {
			if d.Kind != medcode.KindUnreadFile {
				return false
			}
			if w.taken[d.File] != "" || told[d.File] {
				return true
			}
			told[d.File] = true
			return false
		})
	}
}

// nothing is the error for files of which none is known.
func nothing(unknown []leaf) error {
	var met []string
	for _, l := range unknown[:min(len(unknown), 3)] {
		// What it says isn't quoted: a file that isn't known may be of patients.
		met = append(met, fmt.Sprintf("%s is %s", l.path, l.kind))
	}
	if more := len(unknown) - len(met); more > 0 {
		met = append(met, fmt.Sprintf("%d more", more))
	}
	hint := ""
	if slices.ContainsFunc(unknown, func(l leaf) bool { return l.kind == source.HTML }) {
		hint = " (a page saved in place of the download? open the address in a browser and accept its terms)"
	}
	return fmt.Errorf("no release file that is known: %s%s: %w", strings.Join(met, "; "), hint, medcode.ErrLayout)
}

func sortedKeys[V any](m map[string]V) []string {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.SortFunc(keys, cmp.Compare[string])
	return keys
}

// mostKept bounds what is kept of one unit: the files of a year decompress to
// some 60 MB, a Definitions Manual to 100.
const mostKept = 256 << 20

// only returns the entries of those names.
func (w *work) only(names ...string) fs.FS { return w.fsys.With(only{w.fsys.FS, names}) }

// An only is a folder of which some entries show.
type only struct {
	fs.FS
	names []string
}

// ReadDir implements [fs.ReadDirFS].
func (o only) ReadDir(name string) ([]fs.DirEntry, error) {
	entries, err := fs.ReadDir(o.FS, name)
	if name == "." {
		entries = slices.DeleteFunc(entries, func(e fs.DirEntry) bool { return !slices.Contains(o.names, e.Name()) })
	}
	return entries, err
}
