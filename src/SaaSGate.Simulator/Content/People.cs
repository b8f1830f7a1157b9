using System.Globalization;
using SaaSGate.Simulator.Wire;

namespace SaaSGate.Simulator.Content;

/// <summary>Invents people from a seed.</summary>
internal sealed class People(Seed seed)
{
    private static readonly string[] First =
    [
        "Priya", "Marcus", "Elena", "Tobias", "Aisha", "Daniel", "Mei", "Oliver", "Fatima", "Lucas", "Hannah", "Diego", "Ingrid", "Samuel", "Yuki",
        "Nadia", "Patrick", "Amara", "Henrik", "Sofia", "Rahul", "Clara", "Kwame", "Julia",
    ];

    private static readonly string[] Last =
    [
        "Natarajan", "Okafor", "Petrova", "Lindqvist", "Rahman", "Whitfield", "Tanaka", "Bennett", "Haddad", "Moreau", "Schneider", "Alvarez",
        "Sørensen", "Kowalski", "Nguyen", "Castellano", "Fitzgerald", "Mensah", "Virtanen", "Rossi", "Kapoor", "Hoffmann", "Boateng", "Marsh",
    ];

    private static readonly string[] Domains = ["brightwell.example", "harbour-mail.example", "lumenworks.example", "post.northfield.example"];
    private static readonly string[] Companies = ["Brightwell Ltd", "Harbour Freight Co", "Lumenworks", "Northfield Dairy", "Castle & Sons"];
    private static readonly string[] Cities = ["Portland", "Leeds", "Rotterdam", "Austin", "Gothenburg", "Lyon", "Chicago", "Bristol"];
    private static readonly string[] AreaCodes = ["212", "312", "415", "503", "512", "617"];
    private static readonly (string Prefix, int Length)[] Cards = [("4", 16), ("51", 16), ("55", 16), ("37", 15)];

    public Person Next()
    {
        var (first, last) = (seed.Pick(First), seed.Pick(Last));
        var mailbox = $"{first}.{last.Replace("ø", "o", StringComparison.Ordinal)}".ToLowerInvariant();
        return new Person($"{first} {last}", $"{mailbox}@{seed.Pick(Domains)}", $"+1 ({seed.Pick(AreaCodes)}) 555-01{seed.Next(100):00}", Card(),
            $"{seed.Next(560) + 101:000}-{seed.Next(98) + 1:00}-{seed.Next(9998) + 1:0000}", seed.Pick(Cities), seed.Pick(Companies));
    }

    public Person[] Take(int count) => [.. Enumerable.Range(0, count).Select(_ => Next())];

    /// <summary>A key in the shape of Claude's own, worth nothing.</summary>
    public string ApiKey() => "sk-ant-" + "api03-" + seed.Text(93) + "AA";

    /// <summary>An access key id in the shape of AWS', worth nothing.</summary>
    public string CloudKey() => "AKIA" + seed.Text(16, "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567");

    /// <summary>A card number grouped as printed, with its Luhn check digit.</summary>
    private string Card()
    {
        var (prefix, length) = seed.Pick(Cards);
        var digits = prefix + seed.Text(length - prefix.Length - 1, "0123456789");
        digits += CheckDigit(digits).ToString(CultureInfo.InvariantCulture);
        return length == 15 ? $"{digits[..4]} {digits[4..10]} {digits[10..]}" : string.Join(' ', digits.Chunk(4).Select(group => new string(group)));
    }

    private static int CheckDigit(string digits)
    {
        var sum = 0;
        for (var i = 0; i < digits.Length; i++)
        {
            var digit = digits[digits.Length - 1 - i] - '0';
            sum += i % 2 == 0 ? (digit * 2 / 10) + (digit * 2 % 10) : digit;
        }

        return (10 - (sum % 10)) % 10;
    }
}
