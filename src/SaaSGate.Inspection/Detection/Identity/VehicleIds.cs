namespace SaaSGate.Inspection.Detection.Identity;

/// <summary>Vehicle identification numbers: seventeen letters and digits without I, O and Q. Only North America and China use the check digit.</summary>
internal static class VehicleIds
{
    private const string Values = "12345678\012345\07\0923456789";

    private static readonly byte[] Weights = [8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2];

    /// <summary>Four of the last five are always digits, and no maker has only digits.</summary>
    public static bool IsPossible(ReadOnlySpan<char> id) =>
        id.Length == 17 && !id.ContainsAny('I', 'O', 'Q') && id.ContainsAnyInRange('A', 'Z') && CheckDigits.Number(id[13..]) >= 0;

    public static bool IsChecked(ReadOnlySpan<char> id)
    {
        if (!IsPossible(id) || !id[..3].ContainsAnyInRange('A', 'Z') && !id[3..8].ContainsAnyInRange('A', 'Z'))
            return false;
        var sum = 0;
        for (var i = 0; i < id.Length; i++)
            sum += Weights[i] * (char.IsAsciiDigit(id[i]) ? id[i] - '0' : Values[id[i] - 'A'] - '0');
        return id[8] == (sum % 11 == 10 ? 'X' : (char)('0' + (sum % 11)));
    }
}
