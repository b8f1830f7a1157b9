namespace SaaSGate.Inspection.Detection.Names;

/// <summary>What the lexicon knows of a word. The lower sixteen are in the weights file, the others are found while reading.</summary>
internal static class WordBits
{
    public const uint FirstName = 1, CommonName = 2, Surname = 4, UsCity = 8, Date = 0x10, Country = 0x20, City = 0x40, Nationality = 0x80, OrgWord = 0x100,
        Street = 0x200, Title = 0x400, Company = 0x800;

    /// <summary>How often the word is written small: both bits for most often.</summary>
    public const uint SeenSmall = 0x1000, OftenSmall = 0x2000;

    /// <summary>Small, the word is no part of any name.</summary>
    public const uint Plain = 0x4000;

    /// <summary>Small, the word is part of names but begins none.</summary>
    public const uint Joint = 0x8000;

    /// <summary>The word is part of a phrase that the lexicon has.</summary>
    public const uint PlacePhrase = 0x10000, OrgPhrase = 0x20000;

    /// <summary>What lists say, without how it is written.</summary>
    public const uint Lists = 0x30FFF;
}
