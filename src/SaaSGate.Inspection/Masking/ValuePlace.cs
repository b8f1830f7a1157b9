namespace SaaSGate.Inspection.Masking;

/// <summary>What a text is, as far as it matters for what may stand in a value's place.</summary>
internal enum ValuePlace
{
    /// <summary>Text: whatever policy asks for.</summary>
    Text,

    /// <summary>A number of JSON, which must stay one: a zero, or its last digits.</summary>
    Number,

    /// <summary>A name of JSON, which must stay apart from its neighbours: a label or a token.</summary>
    Name,

    /// <summary>Thinking, which Claude has signed and takes back unchanged only: always a token.</summary>
    Thinking,
}
