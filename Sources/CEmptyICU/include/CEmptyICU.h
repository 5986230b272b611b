// An empty data package for the ICU inside Foundation.
//
// Foundation brings ICU, and ICU 34 MB of tables about languages, calendars and collations, two fifths of the program.
// Assay formats nothing by locale (a test forbids the interfaces that would), so the program links this package under
// the name that ICU looks for; the linker then leaves the real one in its archive. With a toolchain whose ICU has
// another version the name differs, and the program is right but large.
