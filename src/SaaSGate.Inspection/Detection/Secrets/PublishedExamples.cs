using System.Buffers.Binary;
using System.Collections.Frozen;
using System.Security.Cryptography;
using System.Text;

namespace SaaSGate.Inspection.Detection.Secrets;

/// <summary>
/// Values that look like secrets in every way and are printed in their services' own documents for everybody to use. Kept
/// are the first eight bytes of their SHA-256, so that nobody's scanner takes this file for a leak.
/// </summary>
internal static class PublishedExamples
{
    private static readonly FrozenSet<ulong> Digests = new ulong[]
    {
        // Firebase: test projects of firebase-android-sdk and the samples made from them
        0x2037ABCAFFB2B777, 0x3F370C9DD8225C63, 0xE4A5542BB7FD7B67, 0xA19F89AB3555EAC1, 0x0B476BDF9ACF2123, 0xEB540D2B6EE2A0A4, 0x37F8F09BDF12C2F2, 0x8731261CB72D8626,
        0x49F777DB995E8260, 0x27A9A42931DFF7EB, 0xDC0FCF046C61640C, 0x4C98242DCADC8B29, 0xEA9BB1082CF95663, 0x3A8B61D0F636B007, 0xA6C814BC555AE62C,
        // Stripe: secret test keys shown in docs.stripe.com to whoever is not signed in
        0x2CAFC0970149A84F, 0xF2D6CA16515033E5, 0x7E8DE44EA9ECF6D5,
        // Google reCAPTCHA: secret and site key of the frequently asked questions, which let everybody pass
        0xF5E95C9954635B65, 0x03B970ED8171D73B,
        // Azure: account keys built into the Azurite and Cosmos DB emulators
        0x0011CC25EB432071, 0xAA6547439583C3A2,
    }.ToFrozenSet();

    public static bool Contains(ReadOnlySpan<char> value)
    {
        if (value.Length > Detector.LookAhead || !Ascii.IsValid(value))
            return false;
        Span<byte> bytes = stackalloc byte[Detector.LookAhead], digest = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(bytes[..Encoding.ASCII.GetBytes(value, bytes)], digest);
        return Digests.Contains(BinaryPrimitives.ReadUInt64BigEndian(digest));
    }
}
