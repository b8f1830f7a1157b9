namespace SaaSGate.Inspection.Exfiltration.Attacks;

/// <summary>What a word stands for in an attack. Models are trained on these numbers: append, never reorder.</summary>
internal enum Meaning : byte
{
    None,
    Override,
    Rules,
    Prior,
    Reveal,
    Secret,
    Personal,
    Role,
    Mode,
    Authority,
    Assistant,
    Your,
    You,
    User,
    Answer,
    Insert,
    Encoding,
    Send,
    Now,
    Before,
    Refusal,
    Trick,
}
