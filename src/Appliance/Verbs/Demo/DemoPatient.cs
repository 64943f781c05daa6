namespace Appliance;

/// <summary>A made-up person of the demonstration.</summary>
/// <param name="Name">The name as in a PN element: components by <c>^</c>, alphabetic, ideographic and phonetic groups by <c>=</c>.</param>
/// <param name="Id">The Patient ID.</param>
/// <param name="BirthDate">A DA value.</param>
/// <param name="Sex"><c>F</c>, <c>M</c> or <c>O</c>.</param>
/// <param name="Age">An AS value at the time of the study.</param>
/// <param name="Weight">In kilograms, a DS value.</param>
/// <param name="CharacterSet">The defined terms of Specific Character Set that the name needs (PS3.3 C.12.1.1.2).</param>
internal sealed record DemoPatient(
    string Name, string Id, string BirthDate, string Sex, string Age, string Weight, IReadOnlyList<string> CharacterSet)
{
    /// <summary>A name in three component groups, written with code extensions.</summary>
    public static DemoPatient Japanese { get; } = new(
        "Yamada^Tarou=山田^太郎=やまだ^たろう", "DEMO-0001", "19580412", "M", "068Y", "71", ["", "ISO 2022 IR 87"]);

    public static DemoPatient Cyrillic { get; } = new(
        "Петрова^Анна^Сергеевна", "DEMO-0002", "19710923", "F", "055Y", "64", ["ISO_IR 144"]);

    public static DemoPatient Latin { get; } = new(
        "Müller^Jürgen", "DEMO-0003", "19830105", "M", "043Y", "88", ["ISO_IR 100"]);

    public static DemoPatient Chinese { get; } = new(
        "Wang^XiaoDong=王^小东", "DEMO-0004", "19900617", "F", "036Y", "55", ["ISO_IR 192"]);
}
