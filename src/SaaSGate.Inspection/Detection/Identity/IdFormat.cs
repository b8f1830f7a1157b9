namespace SaaSGate.Inspection.Detection.Identity;

/// <summary>One id as its issuer writes it.</summary>
internal sealed class IdFormat
{
    /// <summary>Any layout without spaces.</summary>
    public const string Unspaced = "*";

    /// <summary>Any layout.</summary>
    public const string Any = "* *";

    private readonly ValueKind _sure, _likely, _weak;

    /// <param name="name">Name in findings.</param>
    /// <param name="type">Common type.</param>
    /// <param name="cues">Words that say what it is; any of them will do.</param>
    /// <param name="named">Score behind such words.</param>
    /// <param name="bare">Score without; 0 where it is then nothing.</param>
    /// <param name="check">Whether it can exist.</param>
    /// <param name="layouts">How it is written: 9 stands for a digit, A for a letter, ? for either; marks for themselves, a dash for any dash. <see cref="Unspaced"/> or <see cref="Any"/> where only <paramref name="check"/> knows.</param>
    public IdFormat(string name, string type, Cue cues, double named, double bare, IdCheck check, params string[] layouts)
    {
        (Cues, Named, Bare, Check, Layouts) = (cues, named, bare, check, layouts);
        // What words or a check digit make sure outranks what merely looks like another number. A postal code is part of an address.
        (_sure, _likely, _weak) = (new ValueKind(name, type, type == FindingTypes.Zip ? 10 : 35), new ValueKind(name, type, type == FindingTypes.Zip ? 8 : 25), new ValueKind(name, type, 1));
    }

    public Cue Cues { get; }

    public double Named { get; }

    public double Bare { get; }

    public IdCheck Check { get; }

    public IReadOnlyList<string> Layouts { get; }

    public string Type => _sure.Type;

    public IEnumerable<ValueKind> Kinds => [_sure, _likely, _weak];

    public ValueKind Kind(double score) => score >= 0.7 ? _sure : score >= 0.5 ? _likely : _weak;
}
