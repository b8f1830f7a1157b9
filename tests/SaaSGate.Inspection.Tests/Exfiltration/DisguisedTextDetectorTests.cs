namespace SaaSGate.Inspection.Tests.Exfiltration;

public sealed class DisguisedTextDetectorTests
{
    [Theory]
    [InlineData("j\u200Bane@exam\u200Bple.com")]
    [InlineData("ｊａｎｅ＠ｅｘａｍｐｌｅ．ｃｏｍ")]
    [InlineData("jаnе@ехаmplе.com")]
    [InlineData("4111\u200B1111\u200B1111\u200B1111")]
    public void Finds_a_value_in_disguise(string value) => Assert.Equal([$"ENCODED_DATA:{value}"], Scan.Find($"to {value} now", "ENCODED_DATA"));

    [Theory]
    [InlineData("Привет, как дела? Позвоните завтра в 10 часов.")]
    [InlineData("価格は１２３４円です")]
    [InlineData("soft\u00ADhyphen and می\u200Cخواهم")]
    public void Leaves_everyday_text_alone(string text) => Assert.Empty(Scan.Find(text, "ENCODED_DATA"));
}
