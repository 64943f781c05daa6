namespace Appliance.Bench;

/// <summary>Made-up person names: some thousands of family names, one in ten Cyrillic and one in ten Japanese with three groups.</summary>
internal static class MadeNames
{
    private static readonly string[] Starts =
        ["Ab", "Bar", "Ber", "Brau", "Can", "Dom", "Dra", "Eng", "Fer", "Gar", "Gro", "Hal", "Har", "Iva", "Jan", "Kal", "Kow", "Kra", "Lam", "Lin", "Mar", "Mey", "Mor", "Nov", "Ost", "Pal", "Pet", "Qui", "Ros", "Sch", "Smi", "Ste", "Tho", "Ull", "Var", "Vil", "Wag", "Wes", "Zel", "Ór"];

    private static readonly string[] Middles = ["", "al", "an", "ber", "bin", "der", "el", "en", "gan", "hol", "is", "man", "nel", "or", "rim", "tin"];

    private static readonly string[] Ends = ["a", "berg", "by", "ek", "er", "ez", "feld", "i", "mann", "ov", "s", "sen", "ski", "son", "ström", "th", "ton", "y"];

    private static readonly string[] Given =
        ["Ada", "Ana", "Ben", "Carla", "Chen", "Dmitri", "Elena", "Erik", "Fatima", "Grace", "Hanna", "Ivan", "Jorge", "José", "Karl", "Lena", "Lucía", "Marie", "Mehmet", "Nadia", "Olga", "Paul", "Petra", "Quentin", "Rosa", "Sven", "Tariq", "Uma", "Victor", "Wanda", "Yuki", "Zoë"];

    private static readonly string[] CyrillicStarts = ["Ива", "Пет", "Сид", "Куз", "Пол", "Смир", "Вол", "Лебе", "Коз", "Мор", "Нов", "Фёд", "Щер", "Жук"];

    private static readonly string[] CyrillicMiddles = ["", "о", "ор", "ан", "енк", "ин", "еч", "ул"];

    private static readonly string[] CyrillicEnds = ["ов", "ев", "ин", "ский", "енко", "ова", "ева", "ина"];

    private static readonly string[] CyrillicGiven = ["Анна", "Борис", "Вера", "Иван", "Мария", "Ольга", "Пётр", "Юрий"];

    private static readonly (string Latin, string Kanji, string Kana)[] JapaneseFamily =
        [("Yamada", "山田", "やまだ"), ("Suzuki", "鈴木", "すずき"), ("Tanaka", "田中", "たなか"), ("Watanabe", "渡辺", "わたなべ"), ("Ito", "伊藤", "いとう"), ("Kobayashi", "小林", "こばやし"), ("Saito", "斎藤", "さいとう"), ("Matsumoto", "松本", "まつもと")];

    private static readonly (string Latin, string Kanji, string Kana)[] JapaneseGiven =
        [("Tarou", "太郎", "たろう"), ("Hanako", "花子", "はなこ"), ("Kenji", "健二", "けんじ"), ("Yumi", "由美", "ゆみ"), ("Akira", "明", "あきら"), ("Naoko", "直子", "なおこ")];

    /// <summary>The name of a patient.</summary>
    public static string Of(int patient) => (patient % 10) switch
    {
        3 => $"{Pick(CyrillicStarts, patient, 1)}{Pick(CyrillicMiddles, patient, 2)}{Pick(CyrillicEnds, patient, 3)}^{Pick(CyrillicGiven, patient, 4)}",
        7 => Japanese(Pick(JapaneseFamily, patient, 1), Pick(JapaneseGiven, patient, 2)),
        _ => $"{FamilyOf(patient)}^{Pick(Given, patient, 4)}",
    };

    /// <summary>The Latin family name of a patient, as most of them have one: one of more than ten thousand.</summary>
    public static string FamilyOf(int patient) => Pick(Starts, patient, 1) + Pick(Middles, patient, 2) + Pick(Ends, patient, 3);

    /// <summary>The nearest patient from this one on that has a Latin name.</summary>
    public static int Latin(int patient) => patient % 10 is 3 or 7 ? patient - 1 : patient;

    private static string Japanese((string Latin, string Kanji, string Kana) family, (string Latin, string Kanji, string Kana) given) =>
        $"{family.Latin}^{given.Latin}={family.Kanji}^{given.Kanji}={family.Kana}^{given.Kana}";

    private static T Pick<T>(T[] from, int patient, uint which) => from[Scatter((uint)patient, which) % (uint)from.Length];

    /// <summary>A number that looks like any other, the same for the same arguments.</summary>
    public static uint Scatter(uint number, uint which)
    {
        var mixed = (number + 1) * 2654435761u ^ (which * 0x9E3779B9u);
        mixed = (mixed ^ (mixed >> 15)) * 0x85EBCA6Bu;
        mixed = (mixed ^ (mixed >> 13)) * 0xC2B2AE35u;
        return mixed ^ (mixed >> 16);
    }
}
