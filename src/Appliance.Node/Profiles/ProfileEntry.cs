using System.Net;
using Appliance.Dicom;
using Appliance.Network;
using Tomlyn.Syntax;

namespace Appliance.Node;

/// <summary>One <c>key = value</c> of a profile: its whole path, its value read as what the key asks for, and its line for errors.</summary>
internal sealed class ProfileEntry
{
    private readonly string _source;
    private readonly int _line;
    private readonly ValueSyntax? _value;

    private ProfileEntry(string source, string[] path, KeyValueSyntax syntax)
    {
        _source = source;
        _line = syntax.Span.Start.Line + 1;
        _value = syntax.Value;
        Path = path;
    }

    /// <summary>The names from the outermost table to the key.</summary>
    public string[] Path { get; }

    private string Name => string.Join('.', Path);

    /// <summary>Every entry of a document in its order, inline tables opened.</summary>
    public static IEnumerable<ProfileEntry> All(DocumentSyntax document, string source)
    {
        var entries = document.KeyValues.SelectMany(item => Open(item, [], source));
        foreach (var table in document.Tables)
        {
            if (table is TableArraySyntax)
            {
                throw new ProfileException(source, table.Span.Start.Line + 1, "a profile has no arrays of tables; write [name] once");
            }

            var above = PathOf(table.Name);
            entries = entries.Concat(table.Items.SelectMany(item => Open(item, above, source)));
        }

        return entries;
    }

    public ProfileException Problem(string problem) => new(_source, _line, problem);

    public ProfileException Unknown() => Problem($"unknown key '{Name}'; profiles/usb.toml lists every key there is");

    public string Text() => _value is StringValueSyntax { Value: { Length: > 0 } text } ? text : throw Wrong("a text in quotes, not empty");

    /// <summary>A file, from the profile's folder on; read later, with this line for its errors.</summary>
    public NamedFile File(string folder) => new(System.IO.Path.GetFullPath(Text(), folder), _source, _line);

    public bool Boolean() => _value is BooleanValueSyntax flag ? flag.Value : throw Wrong("true or false");

    public long Integer(long least, long most) =>
        _value is IntegerValueSyntax { Value: var number } && number >= least && number <= most
            ? number
            : throw Wrong($"a whole number from {least} to {most}");

    public TimeSpan Seconds() => TimeSpan.FromSeconds(Integer(1, 86400));

    public IPAddress Address() => IPAddress.TryParse(Text(), out var address) ? address : throw Wrong("an IP address such as \"0.0.0.0\"");

    public string AeTitle() => Text().Trim() is var title && PeerAddress.IsValidAeTitle(title)
        ? title
        : throw Wrong("an application entity title: 1 to 16 characters of ASCII without backslash");

    public PeerAddress Peer(string name) => PeerAddress.TryParse(Text(), out var peer, out var error)
        ? peer with { Name = name }
        : throw Problem($"'{Name}': {error}");

    /// <summary>A defined term of Specific Character Set, checked when text is decoded with it (the engine tolerates misspelt ones).</summary>
    public string CharacterSet() => Text();

    /// <summary><c>true</c> or <c>false</c> for all or none, or a list of SOP Class UIDs.</summary>
    public PrivateStorageClasses StorageClasses()
    {
        const string expected = "true, false, or a list of SOP Class UIDs such as [\"1.2.3.4\"] that the standard does not have";
        if (_value is not ArraySyntax list)
        {
            return _value is BooleanValueSyntax all ? all.Value ? PrivateStorageClasses.All : PrivateStorageClasses.None : throw Wrong(expected);
        }

        var named = new List<DicomUID>();
        foreach (var item in list.Items)
        {
            var uid = new DicomUID(item.Value is StringValueSyntax { Value: { } text } ? text.Trim() : "");
            named.Add(uid.IsValid && uid.Type == DicomUidType.Unknown ? uid : throw Wrong(expected));
        }

        return PrivateStorageClasses.Of(named);
    }

    public T OneOf<T>(params ReadOnlySpan<(string Word, T Value)> choices)
    {
        foreach (var (word, value) in choices)
        {
            if (_value is StringValueSyntax text && text.Value == word)
            {
                return value;
            }
        }

        var words = new List<string>();
        foreach (var (word, _) in choices)
        {
            words.Add($"\"{word}\"");
        }

        throw Wrong(string.Join(" or ", words));
    }

    private ProfileException Wrong(string expected) => Problem($"'{Name}' is {_value?.ToString().Trim() ?? "empty"}, expected {expected}");

    private static IEnumerable<ProfileEntry> Open(KeyValueSyntax item, string[] above, string source)
    {
        string[] path = [.. above, .. PathOf(item.Key)];
        return item.Value is InlineTableSyntax table
            ? table.Items.Where(inner => inner.KeyValue is not null).SelectMany(inner => Open(inner.KeyValue!, path, source))
            : [new ProfileEntry(source, path, item)];
    }

    private static string[] PathOf(KeySyntax? key) =>
        key is null ? [] : [NameOf(key.Key), .. key.DotKeys.Select(dotted => NameOf(dotted.Key))];

    private static string NameOf(BareKeyOrStringValueSyntax? key) => key switch
    {
        StringValueSyntax quoted => quoted.Value ?? "",
        BareKeySyntax { Key.Text: { } text } => text,
        _ => "",
    };
}
