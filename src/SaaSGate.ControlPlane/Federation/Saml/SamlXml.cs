using System.Security.Cryptography.Xml;
using System.Text;
using System.Xml;
using System.Xml.Linq;

namespace SaaSGate.ControlPlane.Federation.Saml;

/// <summary>
/// Reads XML that strangers send: UTF-8, no DTD, no comment, processing instruction or CDATA section anywhere (each has let one parser read another value than
/// the next), no ID twice, and never larger or deeper than an answer of an identity provider is.
/// </summary>
internal static class SamlXml
{
    public const int MostBytes = 256 * 1024;

    private const int MostDepth = 32, MostElements = 10_000, MostAttributes = 50;
    private const string Namespaces = "http://www.w3.org/2000/xmlns/", Utf8Name = "utf-8";
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <returns>The document with all its white space, or why it is none that is read, in words for administrators.</returns>
    public static (XmlDocument? Document, string? Why) Read(byte[] bytes)
    {
        try
        {
            if (bytes.Length > MostBytes)
                return (null, "too large");
            var text = Utf8.GetString(bytes);
            if (Problem(text) is { } problem)
                return (null, problem);
            var document = new XmlDocument { PreserveWhitespace = true, XmlResolver = null };
            using var reader = Open(text);
            document.Load(reader);
            return (document, null);
        }
        catch (Exception broken) when (broken is XmlException or DecoderFallbackException)
        {
            return (null, "no XML that is read here");
        }
    }

    /// <summary>Reads what was read before, or made here, anew.</summary>
    /// <exception cref="XmlException">It is no XML.</exception>
    public static XElement Parse(byte[] bytes)
    {
        using var reader = Open(Utf8.GetString(bytes));
        return XElement.Load(reader, LoadOptions.PreserveWhitespace);
    }

    /// <summary>Reads what an administrator pastes: comments may stand in it, and are left out.</summary>
    /// <exception cref="XmlException">It is no XML, too large, or has a DTD.</exception>
    public static XElement ParsePasted(string text)
    {
        using var reader = Open(text, comments: true);
        return XElement.Load(reader);
    }

    /// <summary>
    /// The bytes of an element in exclusive canonical form without comments (https://www.w3.org/TR/xml-exc-c14n/), with everything that its namespaces inherit.
    /// </summary>
    /// <param name="element">Which.</param>
    /// <param name="withoutSignature">Whether signatures that stand directly in it are left out (enveloped-signature).</param>
    /// <param name="inclusive">Prefixes that are kept though nothing uses them, parted by blanks.</param>
    public static byte[] Canonical(XmlElement element, bool withoutSignature, string inclusive)
    {
        var alone = new XmlDocument { PreserveWhitespace = true, XmlResolver = null };
        var root = (XmlElement)alone.AppendChild(alone.ImportNode(element, deep: true))!;
        foreach (var (prefix, name) in element.CreateNavigator()!.GetNamespacesInScope(XmlNamespaceScope.ExcludeXml))
        {
            var attribute = prefix.Length == 0 ? "xmlns" : $"xmlns:{prefix}";
            if (!root.HasAttribute(attribute))
                root.SetAttribute(attribute, name);
        }

        if (withoutSignature)
            foreach (var signature in Children(root, "Signature", SamlNames.Signature).ToArray())
                root.RemoveChild(signature);
        var transform = new XmlDsigExcC14NTransform(includeComments: false, inclusive);
        transform.LoadInput(alone);
        using var canonical = new MemoryStream();
        ((Stream)transform.GetOutput(typeof(Stream))).CopyTo(canonical);
        return canonical.ToArray();
    }

    /// <summary>Elements of a name directly in another.</summary>
    public static IEnumerable<XmlElement> Children(XmlElement of, string name, XNamespace space) =>
        of.ChildNodes.OfType<XmlElement>().Where(child => child.LocalName == name && child.NamespaceURI == space.NamespaceName);

    private static string? Problem(string text)
    {
        using var reader = Open(text);
        var ids = new HashSet<string>(StringComparer.Ordinal);
        var elements = 0;
        while (reader.Read())
        {
            switch (reader.NodeType)
            {
                case XmlNodeType.XmlDeclaration when reader.GetAttribute("encoding") is { } encoding && !encoding.Equals(Utf8Name, StringComparison.OrdinalIgnoreCase):
                    return "another encoding than UTF-8";
                case XmlNodeType.Comment or XmlNodeType.ProcessingInstruction or XmlNodeType.CDATA:
                    return "a comment, a processing instruction or a CDATA section";
                case XmlNodeType.Element when reader.Depth > MostDepth || ++elements > MostElements || reader.AttributeCount > MostAttributes:
                    return "too deep, or too much in it";
                case XmlNodeType.Element:
                    for (var more = reader.MoveToFirstAttribute(); more; more = reader.MoveToNextAttribute())
                        if (reader.LocalName.Equals("id", StringComparison.OrdinalIgnoreCase) && reader.NamespaceURI != Namespaces && !ids.Add(reader.Value))
                            return "an ID that stands twice";
                    reader.MoveToElement();
                    break;
                default:
                    break;
            }
        }

        return null;
    }

    private static XmlReader Open(string text, bool comments = false) => XmlReader.Create(new StringReader(text), new()
    {
        DtdProcessing = DtdProcessing.Prohibit,
        XmlResolver = null,
        MaxCharactersInDocument = MostBytes,
        IgnoreComments = comments,
        IgnoreProcessingInstructions = comments,
    });
}
