namespace SaaSGate.Inspection.Detection.Names;

/// <summary>How a token looks. The numbers are part of the features, and so of the weights.</summary>
internal enum NameShape : byte
{
    /// <summary>Nothing follows, or nothing came before.</summary>
    Edge,
    Lower,
    Capitalised,
    Upper,

    /// <summary>One capital letter, with its full stop where it has one.</summary>
    Initial,
    MixedCase,

    /// <summary>Capital letters with full stops between.</summary>
    Dotted,
    Digit,
    TwoDigits,
    ThreeDigits,
    FourDigits,
    Number,
    Alphanumeric,

    /// <summary>Ends a sentence.</summary>
    Stop,
    Mark,
    NewLine,

    /// <summary>White space that separates columns.</summary>
    Gap,
    Hashtag,
    Handle,

    /// <summary>An address, a name in code, or anything too long to be a word.</summary>
    Opaque,
    Foreign,
}
