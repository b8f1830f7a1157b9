namespace SaaSGate.Inspection;

/// <summary>Something a detector saw. Carries the label and fingerprint of the value, never the value.</summary>
/// <param name="Type">Common type: EMAIL, PHONE, CREDIT_CARD, US_SSN, API_KEY.</param>
/// <param name="Detector">Name of the detector.</param>
/// <param name="Location">JSON pointer into the body; in a stream, into the message that the stream assembles; <c>/event</c> for what stands beside the data of an event. Names in which something was found stand there with their labels.</param>
/// <param name="Start">First UTF-16 unit of the value in the unmasked, decoded text at that location, where labels already stand for what came back sealed.</param>
/// <param name="End">One past the last unit.</param>
/// <param name="Score">0 to 1: how sure the detector is.</param>
/// <param name="Label">What stands where the value stood, or would stand if a rule masked it: <c>[EMAIL_7KQ2M9]</c>.</param>
/// <param name="Fingerprint">32 bytes: HMAC-SHA256 of type and normalised value under the fingerprint key.</param>
/// <param name="Rule">Name of the rule that asked for this type.</param>
public sealed record Finding(string Type, string Detector, string Location, int Start, int End, double Score, string Label, byte[] Fingerprint, string Rule);
